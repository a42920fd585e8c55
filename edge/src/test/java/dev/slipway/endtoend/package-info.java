/** Tests that run the real thing: processes, sockets, uvicorn, curl, wrk. */
@org.jspecify.annotations.NullMarked
package dev.slipway.endtoend;
