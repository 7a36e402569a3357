import { execFile } from "node:child_process";
import { judgeAudit } from "./judge-audit.ts";

const PATIENCE_MS = 60_000;

// npm exits with an error both for findings and for a registry that does not answer; its output tells them apart.
const output = await new Promise<string>((resolve) => {
  execFile("npm", ["audit", "--omit=dev", "--json"], { timeout: PATIENCE_MS }, (_error, stdout) => {
    resolve(stdout);
  });
});
const judgement = judgeAudit(output);
switch (judgement.kind) {
  case "clean":
    process.stdout.write("dependencies: no serious weakness is known\n");
    break;
  case "unanswered":
    process.stdout.write("dependencies: NOT audited, the registry gave no answer\n");
    break;
  case "found":
    process.stdout.write(
      `dependencies: serious weaknesses in ${judgement.packages.join(", ")}. Run \`npm audit --omit=dev\`, then \`npm audit fix\` or raise the version.\n`,
    );
    process.exitCode = 1;
}
