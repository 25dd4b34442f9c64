import { checkedName, type EventType, type Instant } from '#kernel'
import type { CompanyId } from '#store'
import type { z } from 'zod'
import type { Work } from './work.ts'

/** A fact as a duty sees it. */
export type DutyEvent<Body = unknown> = {
  readonly seq: number
  readonly at: Instant
  readonly cause: string
  readonly body: Body
}

/** What wakes a role, and the work it starts. */
export type Duty<Body = unknown, Input extends z.ZodType = z.ZodType> = {
  /** `support.answer-mail` */
  readonly name: string
  readonly role: string
  readonly on: EventType<Body>
  readonly start: Work<Input>
  /** Runs that one company may start by this duty in an hour; the engine's limit when not given. */
  readonly perHour?: number
  /** The input of the run, or undefined when this fact is not its business. Pure. */
  input(event: DutyEvent<Body>, company: CompanyId): z.input<Input> | undefined
}

export function defineDuty<Body, Input extends z.ZodType>(duty: Duty<Body, Input>): Duty<Body, Input> {
  return { ...duty, name: checkedName(duty.name) }
}
