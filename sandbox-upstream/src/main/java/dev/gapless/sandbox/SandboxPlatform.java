package dev.gapless.sandbox;

import dev.gapless.sandbox.faults.ActiveFaults;
import dev.gapless.sandbox.http.ListingRetention;
import dev.gapless.sandbox.http.SandboxServer;
import dev.gapless.sandbox.time.AdjustableClock;
import dev.gapless.sandbox.truth.TruthLog;
import dev.gapless.sandbox.world.EventGenerator;
import dev.gapless.sandbox.world.PlatformModel;
import dev.gapless.sandbox.world.SandboxAccounts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** The running platform. */
public final class SandboxPlatform implements AutoCloseable {

    private final TruthLog truth;
    private final EventGenerator generator;
    private final SandboxServer server;
    private final FlushLoop flushing;

    private SandboxPlatform(TruthLog truth, EventGenerator generator, SandboxServer server, FlushLoop flushing) {
        this.truth = truth;
        this.generator = generator;
        this.server = server;
        this.flushing = flushing;
    }

    /**
     * Makes the past at the first start, takes it up at every other one, opens the paths and lets the generator run.
     *
     * @param keepAlive told each time a caller says that the sandbox is still needed
     * @throws IOException when the data directory is in use or damaged, or the port is taken
     */
    public static SandboxPlatform open(SandboxOptions options, Runnable keepAlive, Clock machine) throws IOException {
        AdjustableClock clock = new AdjustableClock(machine);
        SandboxAccounts accounts = new SandboxAccounts(options.accounts());
        TruthLog truth = TruthLog.open(options.data().resolve("truth.ndjson"), accounts::restore);
        try {
            // a restart goes on with other chances than the first run had, or it would make the same items again
            SplittableRandom random = new SplittableRandom(options.seed() + accounts.lastSeq());
            PlatformModel world = new PlatformModel(accounts, random.split(), truth::append, clock);
            world.past(
                    options.historyItems(),
                    world.now() - TimeUnit.MICROSECONDS.convert(Duration.ofDays(options.historyDays())));
            truth.settle();
            EventGenerator generator = new EventGenerator(world, random.split());
            SandboxServer server = new SandboxServer(
                    new InetSocketAddress(options.host(), options.port()),
                    world,
                    truth,
                    new ActiveFaults(world::make, clock, clock.instant()),
                    new ListingRetention(world::now, options.retention(), options.retentionSaysGone()),
                    generator,
                    keepAlive,
                    options.truthToken(),
                    options.credentialPrefix(),
                    clock);
            generator.set(true, options.rate());
            generator.start();
            return new SandboxPlatform(truth, generator, server, FlushLoop.start(truth));
        } catch (IOException | RuntimeException e) {
            truth.close();
            throw e;
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() throws IOException {
        generator.close();
        server.close();
        flushing.close();
        truth.close();
    }
}
