import { expect, test } from "vitest";
import { judgeAudit } from "../../scripts/judge-audit.ts";

const report = (severities: Readonly<Record<string, string>>) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(
      Object.entries(severities).map(([name, severity]) => [name, { name, severity, via: [] }]),
    ),
  });

test("a serious one is found", () => {
  expect(judgeAudit(report({ left: "high", right: "critical", up: "moderate" }))).toEqual({
    kind: "found",
    packages: ["left", "right"],
  });
});

test("none, or lesser ones, is clean", () => {
  expect(judgeAudit(report({}))).toEqual({ kind: "clean" });
  expect(judgeAudit(report({ up: "moderate" }))).toEqual({ kind: "clean" });
});

test.each([
  ["a refusal", '{"error":{"code":"E405","summary":"Method Not Allowed"}}'],
  ["nothing", ""],
  ["a page", "<html>"],
])("%s is no answer, and not a clean one", (_name, output) => {
  expect(judgeAudit(output)).toEqual({ kind: "unanswered" });
});
