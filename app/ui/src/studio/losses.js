// What a file would lose by being saved: elements, and attributes of other tools, that are fewer afterwards.
function counts(text) {
  const found = new Map();
  const add = (key) => found.set(key, (found.get(key) ?? 0) + 1);
  for (const node of new DOMParser().parseFromString(text, "application/xml").getElementsByTagName("*")) {
    add(node.localName);
    for (const attribute of node.attributes) {
      if (attribute.namespaceURI && attribute.prefix !== "xmlns" && attribute.localName !== "type" && attribute.localName !== "schemaLocation") add(`${node.localName} ${attribute.localName}`);
    }
  }
  return found;
}

export function losses(before, after) {
  const now = counts(after);
  return [...counts(before)].filter(([key, count]) => (now.get(key) ?? 0) < count).map(([key, count]) => `${key}: ${count - (now.get(key) ?? 0)}`);
}
