// Saving by itself. What is not on the server yet is kept in this browser, so that closing the page loses nothing.
import { Refused, SessionOver, newKey, send } from "./server.js";
import { say } from "./say.js";

const PAUSE = 1500;
const AGAIN = 5000;

export class Saver {
  // read(): the file's text now, or a promise of it
  constructor({ draft, file, revision, url, read, show, conflict }) {
    Object.assign(this, { file, revision, url, read, show, conflict });
    this.place = `daylight draft ${draft} ${file}`;
    this.dirty = false;
    this.stopped = false;
    this.count = 0;
    addEventListener("beforeunload", (event) => { if (this.dirty) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && this.dirty) this.flush(); });
    addEventListener("online", () => { if (this.dirty) this.flush(); });
  }

  changed() {
    this.dirty = true;
    this.count += 1;
    if (this.stopped) return;
    this.show("changed");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  // Resolves once what is there is on the server, or it is known why not.
  async flush() {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    if (!this.dirty || this.stopped) return !this.dirty;
    this.running = this.save();
    try { return await this.running; } finally { this.running = null; }
  }

  async save() {
    const count = this.count;
    const content = await this.read();
    this.keep(content);
    if (content !== this.sent) { this.sent = content; this.key = newKey(); }
    this.show("saving");
    try {
      const { revision } = await send(this.url, { revision: this.revision, key: this.key, changes: { [this.file]: content } });
      this.revision = revision;
      this.dirty = this.count !== count;
      if (!this.dirty) this.forget();
      this.show(this.dirty ? "changed" : "saved");
      if (this.dirty) this.changed();
      return !this.dirty;
    } catch (error) {
      this.failed(error, content);
      return false;
    }
  }

  failed(error, content) {
    if (error instanceof Refused && error.status === 409) {
      this.stopped = true;
      this.show("conflict");
      this.conflict(error.said, content);
      return;
    }
    if (error instanceof SessionOver) this.show("signed-out");
    else if (error instanceof Refused) this.show("refused", error.said);
    else this.show("offline");
    this.timer = setTimeout(() => this.flush(), AGAIN);
  }

  keep(content) {
    try { localStorage.setItem(this.place, JSON.stringify({ revision: this.revision, at: new Date().toISOString(), content })); } catch { /* full or not allowed */ }
  }

  forget() {
    try { localStorage.removeItem(this.place); } catch { /* not allowed */ }
  }

  // What this browser kept of an earlier visit and the server does not have.
  kept(now) {
    try {
      const kept = JSON.parse(localStorage.getItem(this.place));
      if (kept && kept.content !== now) return kept;
      this.forget();
    } catch { /* nothing kept */ }
    return null;
  }
}

export function stateWords(state, said) {
  return {
    saved: say("已保存", "Saved"), saving: say("正在保存", "Saving"), changed: say("有改动，马上保存", "Changed, saving shortly"),
    offline: say("连不上服务器，改动留在本机，接通后自动保存", "No connection: kept in this browser, saved when it is back"),
    "signed-out": say("登录已过期：请在新窗口登录，改动留在本机，登录后自动保存", "The session is over: sign in in another window; your changes are kept here and saved then"),
    refused: say(`没有保存：${said?.text ?? ""}`, `Not saved: ${said?.text_en ?? ""}`), conflict: say("与他人的改动冲突，没有保存", "In conflict with another person's changes: not saved"),
  }[state];
}
