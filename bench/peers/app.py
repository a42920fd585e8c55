"""What most of Slipway's users run behind it: FastAPI on uvicorn, answering without looking anything up."""

from fastapi import FastAPI, Response

app = FastAPI()


@app.get("/api/basket")
def basket(response: Response):
    response.headers["Cache-Control"] = "no-store"
    return {"items": [{"id": 17, "name": "teapot", "price": "24.90"}], "total": "24.90", "currency": "EUR"}
