/** A kind of fact in a company's log: `<room>.<noun>-<past tense>`, with the type of its body (printable JSON). */
export type EventType<Body> = { readonly type: string; readonly body?: Body }

/** A fact as it stands in the log. `seq` counts from 1 within the company. */
export type LoggedEvent<Body = unknown> = { readonly seq: number; readonly type: string; readonly body: Body }

const shape = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/

export function defineEvent<Body>(type: string): EventType<Body> {
  if (!shape.test(type)) throw new TypeError(`${type} is not an event name; write room.noun-happened`)
  return { type }
}
