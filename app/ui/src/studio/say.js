// The page's language. What the studio says itself stands where it is said, in both.
export const chinese = document.documentElement.lang.startsWith("zh");
export const say = (zh, en) => (chinese ? zh : en);

// What the server has put into the page for this editor.
export const given = () => JSON.parse(document.getElementById("given").textContent);
