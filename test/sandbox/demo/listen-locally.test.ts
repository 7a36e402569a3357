import { Server } from "node:net";
import { Hono } from "hono";
import { expect, onTestFinished, test, vi } from "vitest";
import { OperatorError } from "../../../src/operator-error.ts";
import { listenLocally } from "../../../src/sandbox/demo/listen-locally.ts";

test("a port that only root may take is named, with what to do", async () => {
  const listen = vi.spyOn(Server.prototype, "listen").mockImplementation(function (this: Server) {
    process.nextTick(() => this.emit("error", Object.assign(new Error("listen"), { code: "EACCES" })));
    return this;
  });
  onTestFinished(() => void listen.mockRestore());
  await expect(listenLocally(new Hono(), 80)).rejects.toEqual(
    new OperatorError("This account may not listen on port 80: choose another one with --port."),
  );
});
