import type { ErrorView } from '../views/outer.ts'

type Context = Pick<ErrorView, 'shell' | 'reference' | 'retryAfterSeconds'>

/** The words of the error pages that need no more facts. */
export const errorViews = {
  notFound: (context: Context = {}): ErrorView => ({
    ...context,
    status: 404,
    title: 'Nothing here',
    message: 'This address leads nowhere: what it named was moved, was never there, or belongs to somebody else.',
  }),
  forbidden: (context: Context = {}): ErrorView => ({
    ...context,
    status: 403,
    title: 'Not yours to do',
    message: 'Your role may look at this, but not do it; or the form was open for so long that it lost its token.',
    fix: 'Go back, reload the page and try again, or ask the founder.',
  }),
  tooMany: (context: Context = {}): ErrorView => ({
    ...context,
    status: 429,
    title: 'Slow down a little',
    message: 'More requests came from here than this door lets through.',
  }),
  broken: (context: Context = {}): ErrorView => ({
    ...context,
    status: 500,
    title: 'That is our mistake',
    message: 'Something broke while this page was made. Nothing was half-done: a command is saved whole or not at all.',
    fix: 'Reload the page. If it stays, look for the reference in the log.',
  }),
}
