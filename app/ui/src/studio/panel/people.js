// Who: posts and authorities as they really are.
import { say } from "../say.js";
import { feel, note, options, select, text, tick, ticks } from "./entries.js";
import { getBusinessObject, is, subject } from "./writing.js";

const missing = () => say("（没有这个岗位）", "(no such post)");
const noBody = () => say("（没有这个机构）", "(no such authority)");
const CASE = "= ";

export const authorities = (given) => given.authorities.map((one) => ({ value: one.kind, label: say(one.kind, one.en || one.kind) }));

function postsOf(given, kind) {
  const found = given.authorities.find((one) => one.kind === kind);
  return (found?.posts ?? []).map((post) => ({
    value: post.name,
    label: say(`${post.name}（${post.holders} 人）`, `${post.en || post.name} (${post.holders})`),
  }));
}

export function ownAuthority(element, given) {
  let at = element;
  while (at && !is(at, "bpmn:Participant")) at = at.parent;
  return (at && getBusinessObject(at).name) || given.authority;
}

// Authority and post of an extension element `daylight:post`; `write(values | null)`.
function picker(id, element, given, said, write, none) {
  const own = ownAuthority(element, given);
  const byCase = [said?.post, said?.authority].some((value) => value?.startsWith("="));
  const entries = [select({
    id: `${id}-authority`, element, label: say("机构", "Authority"),
    options: options(authorities(given), said?.authority || "", noBody(), say(`本机构：${own}`, `This authority: ${given.authorities.find((one) => one.kind === own)?.en || own}`)),
    getValue: () => said?.authority || "",
    setValue: (authority) => write({ authority, post: authority === (said?.authority || "") ? said?.post : undefined }),
  })];
  if (byCase) {
    entries.push(feel({
      id: `${id}-feel`, element, label: say("由办件的数据决定岗位", "The post as the case tells it"), variables: given.names,
      getValue: () => said.post || "=", setValue: (post) => write({ authority: said.authority, post }),
    }));
  } else {
    entries.push(select({
      id: `${id}-post`, element, label: say("岗位", "Post"),
      options: [...options(postsOf(given, said?.authority || own), said?.post || "", missing(), none),
        { value: CASE, label: say("由办件的数据决定…", "As the case tells it…") }],
      getValue: () => said?.post || "", setValue: (post) => write({ authority: said?.authority, post: post || undefined }),
    }));
  }
  return entries;
}

export function laneGroup(element, given, writer) {
  const lane = getBusinessObject(element);
  const said = writer.ours(lane, "daylight:Post")[0];
  const own = ownAuthority(element, given);
  const party = lane.get("daylight:party") === "true" || lane.name === "申请人";
  const entries = [tick({
    id: "party", element, label: say("申请人（当事人）的泳道", "Lane of the applicant or party"),
    getValue: () => party, setValue: (on) => writer.write(element, [
      [lane, { "daylight:party": on ? "true" : undefined, ...(lane.name === "申请人" && !on ? { name: "" } : {}) }],
      ...writer.replacing(lane, "daylight:Post", [])]),
  })];
  if (!party) entries.push(tick({
    id: "caller", element, label: say("由调用它的环节所在的岗位办（类别流程用）", "By the post in whose lane the call stands (category flows)"),
    getValue: () => said?.caller === "true", setValue: (on) => writer.write(element, writer.replacing(lane, "daylight:Post", on ? [{ caller: "true" }] : [])),
  }));
  if (party) entries.push(note({ id: "party-note", label: say("这条泳道里的环节出现在政务大厅，由申请人办。", "What stands in this lane appears in the hall; the applicant does it.") }));
  else if (said?.caller !== "true") {
    // a lane without daylight:post is the post of its name
    const now = said ?? { post: lane.name };
    entries.push(...picker("lane", element, given, now, (values) => {
      const authority = values.authority && values.authority !== own ? values.authority : undefined;
      const english = given.authorities.find((one) => one.kind === (authority ?? own))?.posts.find((one) => one.name === values.post)?.en;
      const plain = !authority && !values.post?.startsWith("=");
      const named = values.post && !values.post.startsWith("=") ? { name: values.post, ...(english ? { "daylight:en": english } : {}) } : {};
      writer.write(element, [
        ...(Object.keys(named).length ? [[lane, named]] : []),
        ...writer.replacing(lane, "daylight:Post", plain ? [] : [{ authority, post: values.post }])]);
    }, say("选择岗位", "Choose a post")));
  }
  return { id: "who", label: say("谁来办", "Who does it"), entries, shouldOpen: true };
}

// Which steps may not have been done by the same person.
export function separateEntry(element, writer) {
  const step = getBusinessObject(element);
  const others = humanSteps(element, writer.injector).map((one) => ({ value: one.id, label: say(one.name, one.get("daylight:en")) || one.name || one.id }));
  return ticks({
    id: "separate", element, label: say("不得由办过这些环节的人办", "Not by whoever did one of these steps"), options: others,
    description: say("审查与决定分离等。", "Examining and deciding kept apart, for instance."),
    getValue: () => (step.get("daylight:separate") || "").replaceAll(",", " ").split(/\s+/).filter(Boolean),
    setValue: (list) => writer.set(element, step, "daylight:separate", list.join(" ")),
  });
}

export function taskGroup(element, given, writer) {
  const task = getBusinessObject(element);
  const said = writer.ours(task, "daylight:Post")[0];
  const lane = laneOf(task);
  const fromLane = lane ? say(`泳道：${lane.name || "-"}`, `The lane's: ${lane.get("daylight:en") || lane.name || "-"}`) : say("（没有泳道）", "(no lane)");
  return {
    id: "who", label: say("谁来办", "Who does it"), shouldOpen: true,
    entries: [
      ...picker("task", element, given, said, (values) => {
        const list = values.post || values.authority ? [values] : [];
        writer.write(element, writer.replacing(task, "daylight:Post", list));
      }, fromLane),
      separateEntry(element, writer),
    ],
  };
}

function laneOf(task) {
  const lanes = (task.$parent?.get?.("laneSets") ?? []).flatMap((set) => set.get("lanes"));
  const inside = (lane) => lane.get("childLaneSet") ? lane.get("childLaneSet").get("lanes").flatMap(inside) : [lane];
  return lanes.flatMap(inside).find((lane) => (lane.get("flowNodeRef") ?? []).includes(task));
}

function humanSteps(element, injector) {
  return injector.get("elementRegistry")
    .filter((one) => ["bpmn:UserTask", "bpmn:ManualTask", "bpmn:CallActivity", "bpmn:StartEvent"].includes(one.type) && one !== element && one.type !== "label")
    .map(getBusinessObject);
}

const OPERATIONS = () => [
  ["suspend", say("暂停", "Suspend")], ["resume", say("恢复", "Resume")], ["extend", say("延期", "Extend")],
  ["terminate", say("终止", "Terminate")], ["return", say("退回", "Return")], ["transfer", say("移送", "Transfer")],
  ["add-signer", say("加签", "Add a signer")], ["remove-signer", say("减签", "Remove a signer")],
  ["merge", say("并案", "Merge")], ["split", say("分案", "Split")],
  ["branch", say("启动支流程", "Start a branch flow")], ["cancel-branch", say("撤销支流程", "Cancel a branch flow")],
  ["sign-again", say("重新签署", "Sign again")],
].map(([value, label]) => ({ value, label }));

// Operations that are not done without another post's approval.
export function approvals(element, given, writer) {
  const process = subject(element);
  const list = writer.ours(process, "daylight:Approval");
  const plain = list.map(({ of, post, authority }) => ({ of, post, authority }));
  const put = (index, values) => {
    const next = values ? plain.map((one, at) => (at === index ? { ...one, ...values } : one)) : plain.filter((_, at) => at !== index);
    writer.write(element, writer.replacing(process, "daylight:Approval", next));
  };
  const names = Object.fromEntries(OPERATIONS().map((one) => [one.value, one.label]));
  return {
    id: "approvals", label: say("须经批准的操作", "Operations that need approval"),
    items: plain.map((approval, index) => ({
      id: `approval-${index}`,
      label: `${(approval.of || "").split(/\s+/).map((one) => names[one] ?? one).join(say("、", ", "))}${say("：", ": ")}${approval.post || "-"}`,
      entries: [
        ticks({ id: `approval-${index}-of`, element, label: say("操作", "Operations"), options: OPERATIONS(),
          getValue: () => (approval.of || "").split(/\s+/).filter(Boolean), setValue: (of) => put(index, { of: of.join(" ") }) }),
        ...picker(`approval-${index}`, element, given, approval, (values) => put(index, values), say("选择岗位", "Choose a post")),
      ],
      remove: (event) => { event.stopPropagation(); put(index, null); },
    })),
    add: (event) => {
      event.stopPropagation();
      writer.write(element, writer.replacing(process, "daylight:Approval", [...plain, { of: "extend", post: "" }]));
    },
  };
}

export const named = (element, writer) => {
  const object = getBusinessObject(element);
  return [
    text({ id: "name", element, label: say("名称", "Name in Chinese"), getValue: () => object.get(is(object, "bpmn:TextAnnotation") ? "text" : "name") || "",
      setValue: (value) => writer.rename(element, value) }),
    text({ id: "en", element, label: say("英文名", "Name in English"), getValue: () => object.get("daylight:en") || "",
      setValue: (value) => writer.set(element, object, "daylight:en", value) }),
  ];
};
