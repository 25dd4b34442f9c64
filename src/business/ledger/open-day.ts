import { addMonths, dayInput, firstDay, isRefusal, type Month, monthOf } from '#kernel'
import { defineQuery } from '#store'
import { z } from 'zod'
import { readBooks } from './books.ts'
import { readers } from './readers.ts'

/** What happened in a month that is shut is posted on the first day after it: the day itself where its month is open. */
export const openDay = defineQuery({
  name: 'ledger.open-day',
  summary: 'The first open day from a day on',
  who: readers,
  input: z.strictObject({ day: dayInput }),
  async read(tx, { day }) {
    const books = await readBooks(tx)
    if (isRefusal(books)) return books
    const shut = books.closedThrough > books.softLockedThrough ? books.closedThrough : books.softLockedThrough
    return { day: monthOf(day) > shut ? day : firstDay(addMonths(shut as Month, 1)) }
  },
})
