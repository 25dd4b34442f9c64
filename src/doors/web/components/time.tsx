import { type Day, daysBetween, type Instant } from '#kernel'
import { formatAgo, formatDay, formatDue, formatInstant } from '../format.ts'

const soonDays = 3

/** What a page needs to tell times: now, today and the founder's time zone. */
export type TimeFrame = { readonly now: Instant; readonly today: Day; readonly timeZone: string }

export function DayText({ date }: { date: Day }) {
  return <time datetime={date}>{formatDay(date)}</time>
}

/** `12 min ago`, with the exact moment on hover. */
export function Ago({ at, frame }: { at: Instant; frame: TimeFrame }) {
  return (
    <time datetime={at} title={formatInstant(at, frame.timeZone)}>
      {formatAgo(at, frame.now, frame.timeZone)}
    </time>
  )
}

export function Moment({ at, frame }: { at: Instant; frame: TimeFrame }) {
  return <time datetime={at}>{formatInstant(at, frame.timeZone)}</time>
}

/** How near a deadline is, in the tone that it deserves. */
export function Due({ date, frame }: { date: Day; frame: TimeFrame }) {
  const days = daysBetween(frame.today, date)
  const tone = days <= 0 ? 'bad' : days <= soonDays ? 'warn' : 'neutral'
  return (
    <time class={`due ${tone}`} datetime={date} title={formatDay(date)}>
      {formatDue(date, frame.today)}
    </time>
  )
}
