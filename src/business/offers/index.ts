export { offersMigrations } from './migrations.ts'
export { offers } from './offer.ts'
export { markOrderInvoiced, type Order, orderById } from './order.ts'
export { takeOrder, type OrderTaken, orderTaken } from './take-order.ts'
