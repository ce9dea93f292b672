package dev.gapless.standalone.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * {@code gapless doctor}: what this machine lacks, and how to get it. The script itself has looked for the JDK and
 * Maven already.
 */
@Command(name = "doctor", mixinStandardHelpOptions = true, description = "Shows what is missing on this machine.")
final class DoctorCommand implements Callable<Integer> {

    private static final long GIGABYTE = 1L << 30;
    private static final long FREE_NEEDED = 3;

    private record Finding(String what, boolean good, String found, String remedy) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(
                "JDK", Runtime.version().feature() >= 25, Runtime.version().toString(), "install a JDK 25"));
        findings.add(tool("Maven", "install Apache Maven 3.8.7 or later", "mvn", "-version"));
        findings.add(tool(
                "Node.js",
                "install Node.js 20 or later (for ./gapless test and the TypeScript clients; the demo does "
                        + "not need it)",
                "node",
                "--version"));
        findings.add(platform());
        findings.add(openSsl());
        long free = Files.getFileStore(Path.of("").toAbsolutePath()).getUsableSpace() / GIGABYTE;
        findings.add(new Finding("disk", free >= FREE_NEEDED, free + " GB free", "free at least 3 GB"));
        for (Finding finding : findings) {
            System.out.printf(
                    "%-8s %-8s %s%s%n",
                    finding.good() ? "ok" : "MISSING",
                    finding.what(),
                    finding.found(),
                    finding.good() ? "" : "; " + finding.remedy());
        }
        return findings.stream().allMatch(Finding::good) ? 0 : 1;
    }

    private static Finding platform() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        boolean good = (platform.startsWith("Linux") || platform.startsWith("Mac"))
                && (platform.endsWith("amd64") || platform.endsWith("x86_64") || platform.endsWith("aarch64"));
        return new Finding("platform", good, platform, "use Linux or macOS on x86-64 or arm64");
    }

    private static Finding openSsl() {
        boolean linux = System.getProperty("os.name").startsWith("Linux");
        boolean found = !linux
                || List.of(
                                "/usr/lib/x86_64-linux-gnu",
                                "/usr/lib/aarch64-linux-gnu",
                                "/usr/lib64",
                                "/usr/lib",
                                "/lib64")
                        .stream()
                        .anyMatch(directory -> Files.exists(Path.of(directory, "libssl.so.3")));
        return new Finding("OpenSSL 3", found, found ? "libssl.so.3" : "not found", "install the package libssl3");
    }

    private static Finding tool(String what, String remedy, String... command)
            throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String first = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
            boolean good = process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
            return new Finding(what, good, first.replaceAll("\u001b\\[[0-9;]*m", ""), remedy);
        } catch (IOException e) {
            return new Finding(what, false, "not found", remedy);
        }
    }
}
