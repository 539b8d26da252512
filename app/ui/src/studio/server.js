// Talking to the server: as JSON, with the token that this page was given, renewed where the session is another one.
let token;

export const useToken = (given) => { token = given; };
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(18)), (byte) => byte.toString(36).padStart(2, "0")).join("");

export class SessionOver extends Error {}
export class Refused extends Error {
  constructor(status, said) {
    super(said.text);
    this.status = status;
    this.said = said;
  }
}

export async function send(url, body, more = {}, again = true) {
  const answer = await fetch(url, {
    method: "POST", redirect: "manual", credentials: "same-origin",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body), ...more,
  });
  if (answer.type === "opaqueredirect") throw new SessionOver();
  if (answer.status === 400 && again && (await renew())) return send(url, body, more, false);
  const said = await answer.json().catch(() => ({ text: String(answer.status) }));
  if (!answer.ok) throw new Refused(answer.status, said);
  return said;
}

// After signing in again the session has a new token.
async function renew() {
  const answer = await fetch("/studio/token", { redirect: "manual", headers: { Accept: "application/json" } });
  if (answer.type === "opaqueredirect") throw new SessionOver();
  if (!answer.ok) return false;
  token = (await answer.json()).token;
  return true;
}
