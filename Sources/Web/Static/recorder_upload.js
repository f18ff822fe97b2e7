// A recording's way to the server's disk: tus, in order, as it is made. The bytes stay in memory until the server has
// said that it holds them.

import { words } from "/static/recorder_words.js";

export const api = "/api/v1";
const largestSend = 4 * 1024 * 1024;
const firstWait = 500;
const longestWait = 5000;
const sendTimeout = 30000;

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// One request. Rejects when there is no connection.
export function call(method, url, headers = {}, body = undefined) {
    return fetch(url, {
        method, headers, body, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(sendTimeout),
    });
}

export async function reason(response) {
    try {
        const problem = await response.json();
        return problem.detail || problem.title || `HTTP ${response.status}`;
    } catch {
        return `HTTP ${response.status}`;
    }
}

function base64(bytes) {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
}

const metadata = (fields) => Object.entries(fields)
    .map(([key, value]) => `${key} ${base64(new TextEncoder().encode(value))}`).join(",");

const tus = { "Tus-Resumable": "1.0.0" };
export const passing = (status) => status >= 500 || [408, 409, 423, 425, 429, 460].includes(status);

export class Fatal extends Error {}

export async function createUpload(check, filename) {
    const response = await call("POST", `${api}/uploads`, {
        ...tus, "Upload-Defer-Length": "1",
        "Upload-Metadata": metadata({ check, filename, kind: "session" }),
    });
    if (response.status !== 201) throw new Fatal(words.notMade + await reason(response));
    const location = response.headers.get("Location");
    if (!location) throw new Fatal(`${words.notMade}no Location`);
    return new URL(location, window.location.href).href;
}

export class Session {
    constructor(upload) {
        this.upload = upload;
        // Its recording has the same identifier.
        this.id = new URL(upload).pathname.split("/").filter(Boolean).pop();
        // Blobs not acknowledged yet; the first begins at byte `acknowledged`.
        this.waiting = [];
        this.waitingBytes = 0;
        this.acknowledged = 0;
        this.startedAt = performance.now();
        this.acknowledgedAt = this.startedAt;
        this.endedAt = null;
        this.finished = false;
        this.failed = false;
        this.trouble = "";
        this.wake = () => {};
    }

    add(blob) {
        if (blob.size === 0) return;
        // Nothing was due while everything was on disk: the clock of the warning starts with these bytes.
        if (this.waitingBytes === 0 && this.endedAt) this.acknowledgedAt = performance.now();
        this.waiting.push(blob);
        this.waitingBytes += blob.size;
        this.wake();
    }

    end() {
        this.endedAt ??= performance.now();
        this.wake();
    }

    // The server's disk holds `offset` bytes: what it has is dropped here, a chunk that is partly there is cut.
    settle(offset) {
        const held = offset - this.acknowledged;
        if (!Number.isSafeInteger(offset) || held < 0 || held > this.waitingBytes) throw new Fatal(words.lost);
        let left = held;
        while (left > 0) {
            const first = this.waiting[0];
            if (first.size <= left) {
                this.waiting.shift();
                left -= first.size;
            } else {
                this.waiting[0] = first.slice(left);
                left = 0;
            }
        }
        this.waitingBytes -= held;
        this.acknowledged = offset;
        if (held > 0 || this.waitingBytes === 0) this.acknowledgedAt = performance.now();
    }

    // The oldest bytes, a bounded number of them.
    take() {
        const parts = [];
        let size = 0;
        for (const blob of this.waiting) {
            parts.push(blob);
            size += blob.size;
            if (size >= largestSend) break;
        }
        return new Blob(parts).slice(0, largestSend);
    }

    async patch() {
        const bytes = await this.take().arrayBuffer();
        const digest = await crypto.subtle.digest("SHA-256", bytes);
        return call("PATCH", this.upload, {
            ...tus, "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.acknowledged),
            "Upload-Checksum": `sha256 ${base64(new Uint8Array(digest))}`,
        }, bytes);
    }

    patchEnd() {
        return call("PATCH", this.upload, {
            ...tus, "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.acknowledged),
            "Upload-Length": String(this.acknowledged),
        }, new Uint8Array(0));
    }

    // Sends in order until the last byte is acknowledged and the length declared.
    async run() {
        let wait = firstWait;
        let unsure = false;
        while (!this.finished) {
            if (this.waitingBytes === 0 && !this.endedAt) {
                await new Promise((resolve) => { this.wake = resolve; });
                continue;
            }
            try {
                if (unsure) {
                    if (await this.ask()) break;
                    // It may have had everything: then there is nothing to send yet, and no end to declare.
                    unsure = false;
                    continue;
                }
                const last = this.waitingBytes === 0;
                unsure = true;
                const response = await (last ? this.patchEnd() : this.patch());
                if (response.status === 204) {
                    this.settle(Number(response.headers.get("Upload-Offset") ?? NaN));
                    this.trouble = "";
                    unsure = false;
                    wait = firstWait;
                    if (last && this.waitingBytes === 0) break;
                    continue;
                }
                await this.judge(response, last);
            } catch (error) {
                if (error instanceof Fatal) throw error;
                this.trouble = words.connection;
            }
            await pause(wait);
            wait = Math.min(wait * 2, longestWait);
        }
        this.finished = true;
    }

    // Asks how much the server has. True when it has everything and knows that it has.
    async ask() {
        const response = await call("HEAD", this.upload, tus);
        if (response.status === 200 || response.status === 204) {
            this.settle(Number(response.headers.get("Upload-Offset") ?? NaN));
            const length = response.headers.get("Upload-Length");
            return Boolean(this.endedAt) && this.waitingBytes === 0 && length === String(this.acknowledged);
        }
        await this.judge(response, Boolean(this.endedAt) && this.waitingBytes === 0);
        throw new Error(this.trouble);
    }

    // An answer that is not yes: worth another try, or the end.
    async judge(response, last) {
        if (response.status === 404 || response.status === 410) {
            // The answer to the last request may have been lost, and the upload since become a recording.
            if (last && await this.arrived()) {
                this.finished = true;
                throw new Error("arrived");
            }
            throw new Fatal(words.gone);
        }
        if (!passing(response.status)) throw new Fatal(words.refused + await reason(response));
        this.trouble = await reason(response);
    }

    async arrived() {
        const response = await call("GET", `${api}/recordings/${this.id}`);
        if (!response.ok) return false;
        const recording = await response.json();
        // One that staff ended early has a reason, and is not all here.
        return recording.state !== "uploading" && !recording.reason;
    }
}
