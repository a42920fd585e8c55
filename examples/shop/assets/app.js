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

// The chat has no fallback: without WebSocket the page stays empty.
const chat = document.querySelector("[data-chat]");
if (chat) {
  const socket = new WebSocket(chat.dataset.chat.replace(/^/, location.origin.replace(/^http/, "ws")));
  socket.onmessage = (message) => {
    const line = document.createElement("li");
    line.textContent = message.data;
    chat.append(line);
  };
  document.querySelector("[data-chat-form]").onsubmit = (event) => {
    event.preventDefault();
    const input = event.target.elements.text;
    socket.send(input.value);
    input.value = "";
  };
}
