import type { AccountType } from './account.ts'

/** Numbers of an account in the charts that accountants know: DATEV SKR03 and SKR04, the French PCG, a plain US chart. */
type ChartNumbers = { readonly skr03: string; readonly skr04: string; readonly pcg: string; readonly us: string }
export type ChartAccount = { readonly name: string; readonly type: AccountType; readonly numbers: ChartNumbers }

/** Our chart, keyed by role: rooms post to roles, exports show numbers. */
export const chart = {
  bank: asset('Bank', '1200 1800 512 1010'),
  cash: asset('Cash', '1000 1600 530 1000'),
  receivable: asset('Receivables', '1400 1200 411 1100'),
  'receivable.doubtful': asset('Doubtful receivables', '1460 1240 416 1110'),
  'vat.input': asset('Input VAT', '1576 1406 44566 1150'),
  'vat.input.reverse-charge': asset('Input VAT, reverse charge', '1577 1407 44566 1160'),
  prepaid: asset('Prepaid expenses', '0980 1900 486 1200'),
  'deposits.paid': asset('Deposits paid', '1525 1350 275 1250'),
  'escrow.paid': asset('Paid into escrow', '1590 1370 467 1300'),
  'intercompany.receivable': asset('Receivables from group companies', '1594 1260 451 1400'),
  'fixed-assets.equipment': asset('Equipment', '0420 0650 2183 1500'),
  'fixed-assets.software': asset('Software and licences', '0027 0135 205 1510'),
  'clearing.transfer': asset('Money in transit', '1360 1460 58 1900'),
  'clearing.payments': asset('Payment provider', '1361 1461 511 1910'),
  'clearing.exchange': asset('Currency exchange', '1362 1462 476 1920'),

  payable: liability('Payables', '1600 3300 401 2000'),
  'payable.accrued': liability('Accrued expenses', '1700 3500 408 2100'),
  'payable.card': liability('Credit card', '1730 3610 467 2050'),
  'payable.payroll': liability('Wages payable', '1740 3720 421 2110'),
  'payable.payroll-tax': liability('Payroll taxes payable', '1741 3730 431 2120'),
  'vat.output': liability('Output VAT', '1776 3806 44571 2200'),
  'vat.output.reverse-charge': liability('Output VAT, reverse charge', '1787 3837 4452 2210'),
  'vat.output.oss': liability('Output VAT, one-stop shop', '1767 3817 44571 2230'),
  'vat.settlement': liability('VAT settlement', '1780 3820 44551 2220'),
  'tax.income-payable': liability('Income tax payable', '0955 3020 444 2300'),
  provisions: liability('Provisions', '0970 3070 151 2350'),
  'revenue.deferred': liability('Deferred revenue', '0990 3900 487 2400'),
  'deposits.received': liability('Deposits from customers', '1710 3250 4191 2410'),
  'escrow.held': liability('Held in escrow', '1590 1370 467 2500'),
  'intercompany.payable': liability('Payables to group companies', '0700 3400 451 2600'),
  'loans.received': liability('Loans', '0630 3150 164 2700'),

  'equity.capital': equity('Share capital', '0800 2900 101 3000'),
  'equity.reserve': equity('Capital reserve', '0840 2920 104 3050'),
  'equity.retained': equity('Retained earnings', '0860 2970 110 3100'),
  'equity.drawings': equity('Drawings', '1800 2100 108 3200'),
  'equity.opening': equity('Opening balances', '9000 9000 890 3900'),

  'revenue.services': income('Services', '8400 4400 706 4000'),
  'revenue.services.reduced': income('Services, reduced VAT', '8300 4300 706 4010'),
  'revenue.services.eu': income('Services, EU reverse charge', '8336 4336 706 4020'),
  'revenue.services.abroad': income('Services, outside the EU', '8338 4338 706 4030'),
  'revenue.exempt': income('Exempt revenue', '8100 4100 706 4040'),
  'revenue.small-business': income('Revenue, small business', '8195 4185 706 4050'),
  'revenue.subscriptions': income('Subscriptions', '8401 4401 706 4060'),
  'revenue.goods': income('Goods', '8402 4402 707 4100'),
  'revenue.licences': income('Licences and royalties', '8403 4403 751 4200'),
  'revenue.reductions': income('Discounts given', '8700 4700 709 4900'),
  'income.other': income('Other income', '2700 4830 758 7000'),
  'income.interest': income('Interest received', '2650 7100 763 7100'),

  'expense.services': expense('Bought-in services', '3100 5900 611 5000'),
  'expense.goods': expense('Goods and materials', '3200 5200 607 5010'),
  'expense.software': expense('Software', '4806 6495 651 6100'),
  'expense.hosting': expense('Hosting and internet', '4925 6810 626 6110'),
  'expense.licences': expense('Licences and royalties', '4964 6837 651 6120'),
  'expense.bank-fees': expense('Bank fees', '4970 6855 627 6200'),
  'expense.payment-fees': expense('Payment fees', '4971 6856 627 6210'),
  'expense.marketing': expense('Marketing', '4600 6600 623 6300'),
  'expense.legal': expense('Legal advice', '4950 6825 6226 6400'),
  'expense.accounting': expense('Accounting', '4957 6827 6226 6410'),
  'expense.travel': expense('Travel', '4660 6650 625 6500'),
  'expense.meals': expense('Business meals', '4650 6640 6257 6510'),
  'expense.office': expense('Office supplies', '4930 6815 6064 6600'),
  'expense.rent': expense('Rent', '4210 6310 6132 6610'),
  'expense.telecom': expense('Telephone', '4920 6805 626 6620'),
  'expense.insurance': expense('Insurance', '4360 6400 616 6630'),
  'expense.memberships': expense('Memberships and fees', '4380 6420 6281 6650'),
  'expense.training': expense('Training', '4945 6821 6333 6720'),
  'expense.wages': expense('Wages', '4120 6020 641 6700'),
  'expense.social-security': expense('Social security', '4130 6110 645 6710'),
  'expense.depreciation': expense('Depreciation', '4830 6220 6811 6800'),
  'expense.bad-debts': expense('Bad debts', '2400 6930 654 6900'),
  'expense.interest': expense('Interest paid', '2100 7300 661 7200'),
  'expense.taxes': expense('Other taxes', '4340 7650 635 6950'),
  'expense.income-tax': expense('Income tax', '2200 7600 695 8000'),
  'fx.realised': expense('Exchange differences, realised', '2150 6880 666 7300'),
  'fx.unrealised': expense('Exchange differences, unrealised', '2151 6881 686 7310'),
} as const satisfies Readonly<Record<string, ChartAccount>>

export type AccountRole = keyof typeof chart

/** `numbers` are SKR03, SKR04, PCG and US, in this order. */
function account(type: AccountType, name: string, numbers: string): ChartAccount {
  const [skr03 = '', skr04 = '', pcg = '', us = ''] = numbers.split(' ')
  return { name, type, numbers: { skr03, skr04, pcg, us } }
}
function asset(name: string, numbers: string): ChartAccount {
  return account('asset', name, numbers)
}
function liability(name: string, numbers: string): ChartAccount {
  return account('liability', name, numbers)
}
function equity(name: string, numbers: string): ChartAccount {
  return account('equity', name, numbers)
}
function income(name: string, numbers: string): ChartAccount {
  return account('income', name, numbers)
}
function expense(name: string, numbers: string): ChartAccount {
  return account('expense', name, numbers)
}
