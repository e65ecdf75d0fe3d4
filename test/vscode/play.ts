/** A person who answers messages and types into boxes, as a test says beforehand. */

import sinon from 'sinon';
import * as vscode from 'vscode';

/** What a person answers: each question by a part of its text, once. What was said comes back, with the detail below it. */
export function play(answers: readonly (readonly [question: RegExp, answer: string])[] = [], typed: readonly (string | undefined)[] = []) {
  const left = [...answers];
  const boxes = [...typed];
  const said: string[] = [];
  const offered = new Map<string, string[]>();
  const waiting: { wanted: RegExp; times: number; resolve: (text: string) => void }[] = [];
  const told = (wanted: RegExp) => said.filter((text) => wanted.test(text)).length;
  for (const kind of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const) {
    sinon.stub(vscode.window, kind).callsFake(async (text: string, ...rest: unknown[]) => {
      const { detail = '' } = (rest[0] ?? {}) as { detail?: string };
      const whole = detail === '' ? text : `${text}\n${detail}`;
      said.push(whole);
      offered.set(
        whole,
        rest.filter((each) => typeof each === 'string'),
      );
      for (const { wanted, times, resolve } of waiting) if (told(wanted) >= times) resolve(whole);
      const place = left.findIndex(([question]) => question.test(text));
      return (place < 0 ? undefined : left.splice(place, 1)[0]?.[1]) as unknown as vscode.MessageItem;
    });
  }
  const titles: (string | undefined)[] = [];
  const hints: string[] = [];
  sinon.stub(vscode.window, 'showInputBox').callsFake(async (options) => {
    titles.push(options?.title);
    const text = boxes.shift();
    const problem = text === undefined ? undefined : await options?.validateInput?.(text);
    if (typeof problem === 'object' && problem !== null) hints.push(problem.message);
    return typeof problem === 'string' ? undefined : text;
  });
  const saying = (wanted: RegExp, times = 1): Promise<string> => {
    const before = said.filter((text) => wanted.test(text))[times - 1];
    return before === undefined ? new Promise((resolve) => waiting.push({ wanted, times, resolve })) : Promise.resolve(before);
  };
  const buttonsOf = (wanted: RegExp) => [...offered].find(([text]) => wanted.test(text))?.[1];
  return { said, titles, hints, saying, buttonsOf };
}
