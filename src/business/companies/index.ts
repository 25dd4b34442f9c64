export { applyCompanyFile } from './apply-company-file.ts'
export { type Company, companyList, fileInForce, findCompany, knowledgeInForce, thisCompany } from './company.ts'
export {
  type BankAccount,
  type CompanyFile,
  type Offer,
  type Policy,
  type Price,
  type RoleName,
  roleNames,
  type RoleTerms,
} from './company-file.ts'
export { companyFileSchema, editorHint } from './company-file-schema.ts'
export { type Budget } from './file-values.ts'
export { isIban } from './iban.ts'
export { type Jurisdiction, jurisdictionCodes, jurisdictions } from './jurisdictions.ts'
export { fewQuestions, type KnowledgeEntry, type KnowledgeText, readKnowledge } from './knowledge.ts'
export { type Change, monthlyBudget, type Plan, plan, type PlanInput } from './plan.ts'
export { printProblems, type Problem } from './problem.ts'
export { decideAct } from './decide-act.ts'
export { dismissFile, type QuarantinedFile, quarantinedFiles, quarantineFile } from './quarantine.ts'
export { readCompanyFile } from './read-company-file.ts'
export { companyLaunched, launchCompany } from './launch-company.ts'
export { companiesMigrations } from './migrations.ts'
