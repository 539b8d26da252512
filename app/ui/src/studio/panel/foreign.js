// What other tools wrote into the element. It is kept; what keeps a power from being executed as drawn can be taken out here.
import { ListGroup } from "@bpmn-io/properties-panel";
import { say } from "../say.js";
import { note } from "./entries.js";
import { subject } from "./writing.js";

const KNOWN = {
  executionListener: say("监听器（流程）", "Listener (execution)"), taskListener: say("监听器（任务）", "Listener (task)"),
  inputOutput: say("输入输出映射", "Input and output mapping"), ioMapping: say("输入输出映射", "Input and output mapping"),
  properties: say("属性", "Properties"), formData: say("别的系统的表单", "Form of another system"), formKey: say("别的系统的表单", "Form of another system"),
  candidateGroups: say("候选组", "Candidate groups"), assignee: say("办理人", "Assignee"), dueDate: say("到期日", "Due date"),
  followUpDate: say("跟进日", "Follow-up date"), priority: say("优先级", "Priority"), candidateUsers: say("候选人", "Candidate users"), skipExpression: say("跳过的条件", "Skip expression"),
};
const isOurs = (name) => !name.includes(":") || /^(daylight|xmlns|xml|xsi|bpmn)\b/.test(name);

export function foreignGroup(element, writer) {
  const object = subject(element);
  const holder = object.get("extensionElements");
  const values = holder?.get("values") ?? [];
  const items = [
    ...values.filter((value) => !isOurs(value.$type)).map((value) => ({
      name: value.$type, said: words(value),
      take: () => {
        const kept = values.filter((one) => one !== value);
        writer.write(element, [kept.length ? [holder, { values: kept }] : [object, { extensionElements: undefined }]]);
      },
    })),
    ...Object.entries(object.$attrs ?? {}).filter(([name]) => !isOurs(name)).map(([name, value]) => ({
      name, said: value, take: () => writer.write(element, [[object, { [name]: undefined }]]),
    })),
  ];
  if (!items.length) return null;
  return {
    id: "foreign", component: ListGroup, label: say("别的工具写的", "Written by other tools"),
    items: items.map(({ name, said, take }, index) => ({
      id: `foreign-${index}`, label: KNOWN[name.split(":")[1]] ?? name,
      entries: [note({ id: `foreign-${index}-said`, label: `${name} ${said}` })],
      remove: (event) => { event.stopPropagation(); take(); },
    })),
  };
}

const words = (value) => [
  ...Object.entries(value).filter(([name, said]) => !name.startsWith("$") && typeof said === "string").map(([name, said]) => `${name}="${said}"`),
  ...(value.$children ?? []).map((child) => `${child.$type} ${child.$body ?? ""}`),
].join(" ");
