// Records the camera and microphone of this room and sends every second to the server as it is made.

import { words } from "/static/recorder_words.js";
import { api, call, createUpload, Fatal, passing, pause, reason, Session } from "/static/recorder_upload.js";

const lateAfter = 2000;

const at = (id) => document.getElementById(id);
const room = at("recorder");

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
        upload = await createUpload(room.dataset.check, `${room.dataset.checkNo}-${stamp}.${format.ending}`);
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
    at("link").href = `/recordings/${made.id}`;
    at("link").hidden = false;
    show("finishing", words.checking);
    for (;;) {
        try {
            const response = await call("GET", address);
            if (response.ok) {
                const recording = await response.json();
                if (recording.state === "ready") return play(made);
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

function play(made) {
    at("player").src = `/recordings/${made.id}/media.mp4`;
    at("player").hidden = false;
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
