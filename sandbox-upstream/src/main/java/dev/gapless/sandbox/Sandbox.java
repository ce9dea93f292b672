package dev.gapless.sandbox;

import dev.gapless.sandbox.faults.Faults;
import dev.gapless.sandbox.http.SandboxServer;
import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.world.Account;
import dev.gapless.sandbox.world.Generator;
import dev.gapless.sandbox.world.World;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/** The running platform. */
public final class Sandbox implements AutoCloseable {

    private final TruthLog truth;
    private final Generator generator;
    private final SandboxServer server;

    private Sandbox(TruthLog truth, Generator generator, SandboxServer server) {
        this.truth = truth;
        this.generator = generator;
        this.server = server;
    }

    /**
     * Makes the past at the first start, takes it up at every other one; the generator stands still until it is told to
     * run.
     */
    public static Sandbox open(SandboxOptions options, Runnable keepAlive, Clock clock) throws IOException {
        TruthLog truth = TruthLog.open(options.data().resolve("truth.ndjson"));
        var known = truth.versions();
        // a restart goes on with other chances than the first run had, or it would make the same past again
        SplittableRandom random = new SplittableRandom(options.seed() + known.size());
        World world = new World(options.accounts(), random, truth::append, clock);
        if (known.isEmpty()) {
            long from = world.now()
                    - ChronoUnit.MICROS.between(
                            java.time.Instant.EPOCH,
                            java.time.Instant.EPOCH.plus(Duration.ofDays(options.historyDays())));
            for (Account account : world.accounts()) {
                world.history(account, options.historyItems(), from);
            }
        } else {
            world.restore(known);
        }
        Generator generator = new Generator(world, random.split());
        generator.set(false, options.rate());
        generator.start();
        SandboxServer server = new SandboxServer(
                options.port(),
                world,
                truth,
                new Faults(),
                generator,
                keepAlive,
                options.truthToken(),
                options.credentialPrefix(),
                clock);
        return new Sandbox(truth, generator, server);
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() throws IOException {
        generator.set(false, 0);
        generator.close();
        server.close();
        truth.close();
    }
}
