export { fenceGaps } from './fence-gaps.ts'
export { openTestStore, type TestStore } from './test-store.ts'
