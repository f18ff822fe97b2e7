// Records the camera and microphone of this room and sends every second to the server as it is made.
// The bytes stay in memory until the server has said that they are on its disk.

const words = {
    en: {
        idle: "Ready to record.",
        starting: "Starting…",
        recording: "Recording.",
        finishing: "Recording ended. Sending what is left: keep this page open…",
        checking: "Everything is on the server's disk. The recording is being checked…",
        ready: "The recording is complete and checked.",
        quarantined: "The recording was received but not accepted: ",
        noCamera: "The camera or microphone could not be opened: ",
        notMade: "The recording was not started; the server could not take it: ",
        gone: "The recording cannot continue: the server no longer knows this upload. Start a new recording.",
        lost: "The recording cannot continue: the server holds less than it had confirmed. Start a new recording.",
        refused: "The recording cannot continue; the server refused it: ",
        endedEarly: "The camera or microphone stopped by itself. ",
        onDisk: "On disk",
        notOnDisk: "Not on disk",
        noDisk: "Nothing recorded yet",
        late: "Nothing has reached the server's disk for {s} s. Recording goes on in this page: do not close it.",
        offline: "Sending failed and is tried again: ",
        token: "The server asks for an access token.",
        connection: "no connection",
    },
    zh: {
        idle: "可以开始录制。",
        starting: "正在开始…",
        recording: "正在录制。",
        finishing: "录制已结束，正在发送剩余内容，请勿关闭本页…",
        checking: "全部内容已存盘，正在校验录像…",
        ready: "录像完整，校验通过。",
        quarantined: "录像已收到，但未通过校验：",
        noCamera: "无法打开摄像头或麦克风：",
        notMade: "未开始录制，服务器无法接收：",
        gone: "录制无法继续：服务器已没有此上传。请重新开始录制。",
        lost: "录制无法继续：服务器上的内容少于已确认的内容。请重新开始录制。",
        refused: "录制无法继续，服务器拒绝：",
        endedEarly: "摄像头或麦克风自行停止。",
        onDisk: "已存盘",
        notOnDisk: "未存盘",
        noDisk: "尚未录制",
        late: "已有 {s} 秒没有内容存盘。本页仍在录制，请勿关闭。",
        offline: "发送失败，正在重试：",
        token: "服务器要求访问令牌。",
        connection: "无法连接",
    },
}[document.documentElement.lang.startsWith("zh") ? "zh" : "en"];

const api = "/api/v1";
const largestSend = 4 * 1024 * 1024;
const lateAfter = 2000;
const firstWait = 500;
const longestWait = 5000;
const sendTimeout = 30000;

const at = (id) => document.getElementById(id);
const room = at("recorder");

let token = null;
let session = null;

// --- What the page shows -------------------------------------------------------------------------------------------

function show(state, text) {
    at("status").dataset.state = state;
    at("status").textContent = text;
    const busy = state === "recording" || state === "finishing";
    at("start").disabled = busy || state === "starting";
    at("stop").disabled = state !== "recording";
}

function warn(text) {
    // Written only when it changes, so that a screen reader is not made to repeat itself.
    if (at("warning").textContent !== text) at("warning").textContent = text;
    at("warning").hidden = text === "";
}

function light(state, text) {
    if (at("disk").dataset.state === state && at("disk").textContent === text) return;
    at("disk").dataset.state = state;
    at("disk").textContent = text;
}

function refresh() {
    if (!session) return light("none", words.noDisk);
    at("acknowledged").textContent = String(session.acknowledged);
    at("waiting").textContent = String(session.waitingBytes);
    const now = performance.now();
    if (!session.endedAt) at("seconds").textContent = String(Math.floor((now - session.startedAt) / 1000));
    if (session.failed) return light("bad", words.notOnDisk);
    if (session.finished) {
        warn("");
        return light("good", words.onDisk);
    }
    const silent = now - session.acknowledgedAt;
    const late = silent > lateAfter;
    light(late || session.acknowledged === 0 ? "bad" : "good", late || session.acknowledged === 0
        ? words.notOnDisk : words.onDisk);
    const trouble = session.trouble ? `${words.offline}${session.trouble} ` : "";
    warn(late ? trouble + words.late.replace("{s}", String(Math.floor(silent / 1000))) : "");
}

// --- Talking to the server -----------------------------------------------------------------------------------------

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function askForToken() {
    at("access").hidden = false;
    at("token").focus();
    at("token").setAttribute("aria-description", words.token);
    return new Promise((resolve) => {
        at("access").addEventListener("submit", (event) => {
            event.preventDefault();
            token = at("token").value.trim();
            at("token").value = "";
            at("access").hidden = true;
            resolve();
        }, { once: true });
    });
}

let asking = null;

// One request; a 401 asks for a token and tries again. Rejects when there is no connection.
async function call(method, url, headers = {}, body = undefined) {
    for (;;) {
        const sent = { ...headers };
        const used = token;
        if (used) sent["Authorization"] = `Bearer ${used}`;
        const response = await fetch(url, {
            method, headers: sent, body, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(sendTimeout),
        });
        if (response.status !== 401) return response;
        if (used !== token) continue;
        asking ??= askForToken().finally(() => { asking = null; });
        await asking;
    }
}

async function reason(response) {
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
const passing = (status) => status >= 500 || [408, 409, 423, 425, 429, 460].includes(status);

class Fatal extends Error {}

async function createUpload(filename) {
    const response = await call("POST", `${api}/uploads`, {
        ...tus, "Upload-Defer-Length": "1",
        "Upload-Metadata": metadata({ check: room.dataset.check, filename, kind: "session" }),
    });
    if (response.status !== 201) throw new Fatal(words.notMade + await reason(response));
    const location = response.headers.get("Location");
    if (!location) throw new Fatal(`${words.notMade}no Location`);
    return new URL(location, window.location.href).href;
}

// --- A recording on its way ----------------------------------------------------------------------------------------

class Session {
    constructor(upload) {
        this.upload = upload;
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
        return recording.state !== "uploading";
    }
}

// --- Start, stop, and what follows ---------------------------------------------------------------------------------

function recordingFormat() {
    const formats = [
        ["video/mp4;codecs=avc1,opus", "mp4"], ["video/webm;codecs=vp9,opus", "webm"],
        ["video/webm;codecs=vp8,opus", "webm"],
    ];
    const found = formats.find(([type]) => MediaRecorder.isTypeSupported(type));
    if (!found) throw new Error("MediaRecorder");
    return { type: found[0], ending: found[1] };
}

async function openRoom() {
    return navigator.mediaDevices.getUserMedia({
        audio: true,
        video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 20, max: 25 } },
    });
}

async function begin() {
    show("starting", words.starting);
    warn("");
    at("player").hidden = true;
    at("player").removeAttribute("src");
    at("link").hidden = true;
    session = null;
    delete document.body.dataset.recording;
    for (const id of ["acknowledged", "waiting", "seconds"]) at(id).textContent = "0";
    let stream;
    let format;
    try {
        format = recordingFormat();
        stream = await openRoom();
    } catch (error) {
        return show("failed", words.noCamera + (error.message || error.name));
    }
    at("preview").srcObject = stream;
    at("preview").play().catch(() => {});
    const stamp = new Date().toISOString().replace(/[-:]/g, "").slice(0, 15) + "Z";
    let upload;
    try {
        // First the upload, then the recorder: it is never tried twice, so that no empty one is left behind.
        upload = await createUpload(`${room.dataset.checkNo}-${stamp}.${format.ending}`);
    } catch (error) {
        closeRoom(stream);
        return show("failed", error instanceof Fatal ? error.message : words.notMade + words.connection);
    }
    record(stream, format, new Session(upload));
}

function closeRoom(stream) {
    for (const track of stream.getTracks()) track.stop();
    at("preview").srcObject = null;
}

function record(stream, format, made) {
    session = made;
    document.body.dataset.recording = made.id;
    const recorder = new MediaRecorder(stream, {
        mimeType: format.type, videoBitsPerSecond: 1_000_000, audioBitsPerSecond: 64_000,
        // MP4 is handed over at keyframes only: one a second keeps at most a second in the recorder.
        videoKeyFrameIntervalDuration: 1000,
    });
    let asked = false;
    const stop = () => {
        if (recorder.state === "inactive") return;
        asked = true;
        recorder.stop();
    };
    at("stop").onclick = stop;
    made.stop = stop;
    recorder.ondataavailable = (event) => made.add(event.data);
    // The recorder hands over its last data before it says that it has stopped.
    recorder.onstop = () => {
        closeRoom(stream);
        made.end();
        if (!made.failed) show("finishing", (asked ? "" : words.endedEarly) + words.finishing);
    };
    recorder.start(1000);
    made.startedAt = made.acknowledgedAt = performance.now();
    show("recording", words.recording);
    keepAwake(made);
    made.run().then(() => follow(made), (error) => {
        made.failed = true;
        stop();
        warn("");
        show("failed", error.message);
    });
}

// A sleeping screen stops the camera on some machines. Not every browser has this, and recording works without.
async function keepAwake(made) {
    try {
        const lock = await navigator.wakeLock.request("screen");
        const timer = setInterval(() => {
            if (!made.endedAt) return;
            clearInterval(timer);
            lock.release();
        }, 1000);
    } catch {
        // The screen may sleep.
    }
}

// Waits until the server has checked the recording, then shows it.
async function follow(made) {
    const address = `${api}/recordings/${made.id}`;
    at("link").href = address;
    at("link").hidden = false;
    show("finishing", words.checking);
    for (;;) {
        try {
            const response = await call("GET", address);
            if (response.ok) {
                const recording = await response.json();
                if (recording.state === "ready") return play(made, `${address}/media.mp4`);
                if (recording.state === "quarantined") {
                    return show("failed", words.quarantined + (recording.reason ?? ""));
                }
            } else if (!passing(response.status)) {
                return show("failed", await reason(response));
            }
        } catch {
            // No connection just now: the recording is safe, so asking again is all there is to do.
        }
        await pause(1000);
        if (session !== made) return;
    }
}

async function play(made, address) {
    const player = at("player");
    if (token) {
        // A media element sends no Authorization header.
        const response = await call("GET", address);
        player.src = URL.createObjectURL(await response.blob());
    } else {
        player.src = address;
    }
    player.hidden = false;
    show("ready", words.ready);
}

window.addEventListener("beforeunload", (event) => {
    if (!session || session.failed || session.finished) return;
    event.preventDefault();
    event.returnValue = "";
});

at("start").addEventListener("click", begin);
show("idle", words.idle);
refresh();
setInterval(refresh, 250);
