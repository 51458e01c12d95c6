import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * When a process started, as text that no later process with the same number repeats; null when there is no such
 * process, "unknown" when the system does not tell.
 */
export function processStart(pid: number): string | null {
  if (!isRunning(pid)) return null;
  try {
    if (process.platform === "linux") return linuxStart(pid);
    if (process.platform === "win32") return "unknown";
    const text = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return text.trim() === "" ? null : text.trim();
  } catch {
    // It ended between the two questions, or /proc and ps are closed to us.
    return isRunning(pid) ? "unknown" : null;
  }
}

/** proc(5): field 22 of /proc/pid/stat counts clock ticks since boot; the second field may hold spaces and brackets. */
function linuxStart(pid: number): string {
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return `${boot}/${fields[19] ?? "unknown"}`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, under another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
