// Everything works without this file; with it, the stock of a product is looked up while the page stays as it is.
const stock = document.querySelector("[data-stock-of]");
if (stock) {
  fetch(`/api/products/${stock.dataset.stockOf}`)
    .then((answer) => answer.json())
    .then((product) => {
      stock.textContent = product.stock > 0 ? `${product.stock} in stock` : "sold out";
    })
    .catch(() => {
      stock.textContent = "";
    });
}
