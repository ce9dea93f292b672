package dev.gapless.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/** Runs the platform as a process of its own. */
public final class SandboxMain {

    private SandboxMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        SandboxOptions options;
        try {
            options = SandboxOptions.parse(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println("sandbox: " + e.getMessage());
            System.exit(2);
            return;
        }
        Clock clock = Clock.systemUTC();
        AtomicLong needed = new AtomicLong(System.nanoTime());
        Sandbox sandbox = Sandbox.open(options, () -> needed.set(System.nanoTime()), clock);
        record(options, sandbox, clock);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(sandbox), "stop"));
        System.out.println("sandbox ready " + sandbox.url());
        if (options.stopAtEof()) {
            while (System.in.read() >= 0) {
                needed.set(System.nanoTime());
            }
            while (System.nanoTime() - needed.get() < options.linger().toNanos()) {
                TimeUnit.SECONDS.sleep(1);
            }
            System.exit(0);
        }
        new CountDownLatch(1).await();
    }

    /** Where it is to be found, for whoever comes later. */
    private static void record(SandboxOptions options, Sandbox sandbox, Clock clock) throws IOException {
        Path fresh = Files.createTempFile(options.data(), "sandbox", ".json");
        Files.write(
                fresh,
                JsonMapper.shared()
                        .writeValueAsBytes(JsonMapper.shared()
                                .createObjectNode()
                                .put("pid", ProcessHandle.current().pid())
                                .put("port", sandbox.port())
                                .put("url", sandbox.url())
                                .put("startedAt", clock.instant().toString())));
        Files.move(
                fresh,
                options.data().resolve("sandbox.json"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static void close(Sandbox sandbox) {
        try {
            sandbox.close();
        } catch (IOException e) {
            System.err.println("sandbox: " + e.getMessage());
        }
    }
}
