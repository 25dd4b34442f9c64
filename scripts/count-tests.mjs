// Prints how many tests of a vitest report passed and failed, as two numbers. A suite without a report has failed.
import { existsSync, readFileSync } from 'node:fs'

const file = process.argv[2]
const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { numFailedTests: 1, numPassedTests: 0 }
const { numPassedTests: passed, numFailedTests: failed, success } = report
// A file that could not be read as a test, or an error beside all tests, makes the run fail without a failed test.
console.log(passed, success === false && failed === 0 ? 1 : failed)
