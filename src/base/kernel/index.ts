export { type Actor, type ActorKind, founder, printActor, role, system } from './actor.ts'
export { type Chance, realChance, seededChance } from './chance.ts'
export { type Clock, realClock, type SimulatedClock, simulatedClock } from './clock.ts'
export { checkedName, type Effect, type Shape } from './command.ts'
export { currency, type Currency, exponentOf, isCurrency } from './currency.ts'
export {
  addDays,
  addMonths,
  day,
  type Day,
  dayOf,
  daysBetween,
  firstDay,
  lastDay,
  month,
  type Month,
  monthOf,
  parseDay,
  parseMonth,
  startOf,
} from './day.ts'
export { canonicalJson, digestOf, sha256 } from './digest.ts'
export { defineEvent, type EventType, type LoggedEvent } from './event.ts'
export { type Id, isId, newId } from './id.ts'
export {
  dayMs,
  hourMs,
  instant,
  type Instant,
  instantOfMs,
  minuteMs,
  msOf,
  parseInstant,
  plusMs,
  secondMs,
} from './instant.ts'
export { dayInput, idInput, instantInput, moneyInput, monthInput } from './inputs.ts'
export {
  add,
  exceeds,
  fraction,
  isZero,
  money,
  type Money,
  negate,
  parseAmount,
  printAmount,
  printMoney,
  split,
  subtract,
  sum,
  zero,
} from './money.ts'
export { accepted, isRefusal, refuse, type Refusal, Refused } from './refusal.ts'
