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

/** Runs the platform as a process of its own. Ends with 2 for wrong arguments and 1 for what it cannot open. */
public final class SandboxMain {

    private SandboxMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        // a sandbox whose generator or flushing has died would look alive and make nothing
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            System.err.println("sandbox: " + thread.getName() + " failed: " + failure);
            Runtime.getRuntime().halt(1);
        });
        try {
            run(SandboxOptions.parse(List.of(args)));
        } catch (IllegalArgumentException e) {
            System.err.println("sandbox: " + e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            System.err.println("sandbox: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(SandboxOptions options) throws IOException, InterruptedException {
        Clock clock = Clock.systemUTC();
        AtomicLong needed = new AtomicLong(System.nanoTime());
        SandboxPlatform sandbox = SandboxPlatform.open(options, () -> needed.set(System.nanoTime()), clock);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(sandbox), "stop"));
        announce(options, sandbox, clock);
        System.out.println("sandbox ready " + sandbox.url());
        if (!options.stopAtEof()) {
            new CountDownLatch(1).await();
        }
        awaitEnd(options, needed);
        System.exit(0);
    }

    /** Until standard input has ended and no request has come for a while. */
    private static void awaitEnd(SandboxOptions options, AtomicLong needed) throws IOException, InterruptedException {
        while (System.in.read() >= 0) {
            // what the parent says does not matter, only that it can still say something
        }
        needed.set(System.nanoTime());
        long left = options.linger().toNanos();
        while (left > 0) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
            left = needed.get() + options.linger().toNanos() - System.nanoTime();
        }
    }

    /** Its address, for processes that start later. */
    private static void announce(SandboxOptions options, SandboxPlatform sandbox, Clock clock) throws IOException {
        Path fresh = options.data().resolve("sandbox.json.new");
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

    private static void close(SandboxPlatform sandbox) {
        try {
            sandbox.close();
        } catch (IOException e) {
            System.err.println("sandbox: " + e.getMessage());
        }
    }
}
