"""The shop as a FastAPI application: `uvicorn shop.app:app`."""

from __future__ import annotations

import asyncio
from typing import AsyncIterator, Awaitable, Callable, Iterator

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi import Request as FastRequest
from fastapi.responses import Response as FastResponse
from fastapi.responses import StreamingResponse
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from .chat import Room
from .service import FOLDER, ROUTES, Handler, Request, Response, Shop

app = FastAPI(title="Harbour & Co.", docs_url=None, redoc_url=None)
shop = Shop()
room = Room.of_environment(FOLDER)


def _pieces(request: FastRequest, loop: asyncio.AbstractEventLoop) -> Iterator[bytes]:
    """The body for a handler on a worker thread: each piece is fetched when the handler wants it."""
    stream = request.stream().__aiter__()

    async def next_piece() -> bytes | None:
        try:
            return await stream.__anext__()
        except StopAsyncIteration:
            return None

    while (piece := asyncio.run_coroutine_threadsafe(next_piece(), loop).result()) is not None:
        yield piece


def _translated(request: FastRequest) -> Request:
    body = _pieces(request, asyncio.get_running_loop())
    url = request.url
    return Request(request.method, url.path, url.query, request.headers, body, dict(request.path_params))


async def _answer(handler: Handler, request: FastRequest) -> FastResponse:
    response: Response = await run_in_threadpool(handler, shop, _translated(request))
    headers = {**response.headers, "Content-Type": response.media_type}
    if isinstance(response.body, bytes):
        return FastResponse(response.body, response.status, headers)
    pieces: AsyncIterator[bytes] = iterate_in_threadpool(response.body)
    return StreamingResponse(pieces, response.status, headers)


def _endpoint(handler: Handler) -> Callable[[FastRequest], Awaitable[FastResponse]]:
    async def endpoint(request: FastRequest) -> FastResponse:
        return await _answer(handler, request)

    return endpoint


for method, path, handler in ROUTES:
    methods = ["GET", "HEAD"] if method == "GET" else [method]
    app.add_route(path, _endpoint(handler), methods=methods)


@app.websocket("/chat/room")
async def chat(socket: WebSocket) -> None:
    """Hears what is said in the room, and says what comes."""
    await socket.accept()

    async def tell() -> None:
        async for line in room.hear():
            await socket.send_text(line)

    telling = asyncio.create_task(tell())
    try:
        while True:
            room.say(await socket.receive_text())
    except WebSocketDisconnect:
        pass
    finally:
        telling.cancel()


@app.exception_handler(404)
async def missing(request: FastRequest, _error: Exception) -> FastResponse:
    return await _answer(Shop.missing, request)
