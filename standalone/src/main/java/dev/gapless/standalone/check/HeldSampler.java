package dev.gapless.standalone.check;

import dev.gapless.embedded.DatabaseLogin;
import dev.gapless.embedded.DatabaseRole;
import dev.gapless.embedded.PlatformServers;
import dev.gapless.standalone.check.CheckEvidence.Claimed;
import dev.gapless.standalone.check.TruthCheck.TruthApi;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares held coverage with the ledger at random moments of a run, both from one snapshot of the database. The truth
 * is read afterwards: what the source makes in between stands beyond all that is held. Only an item's creation counts,
 * since an edit may stand at a position that was held before. A plan may draw some accounts for each sample, so that
 * many samples fit into a run.
 */
public final class HeldSampler {

    private static final Logger LOG = LoggerFactory.getLogger(HeldSampler.class);
    private static final int MAX_EXAMPLES = 5;

    private record Named(String account, String stream) {}

    private final PlatformServers servers;
    private final TruthReader truth;
    private final String source;
    private final RandomGenerator random;
    private final SamplePlan plan;
    private final List<String> accounts = new ArrayList<>();
    private final Map<Named, NavigableMap<Long, List<ItemKey>>> created = new HashMap<>();
    private final Map<ItemKey, Long> latest = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("held-sampler").daemon().unstarted(this::run);
    private long readTo;
    private final AtomicLong samples = new AtomicLong();
    private final AtomicLong beyond = new AtomicLong();

    public HeldSampler(
            PlatformServers servers, TruthApi sandbox, String source, RandomGenerator random, SamplePlan plan) {
        this.servers = servers;
        this.truth = new TruthReader(sandbox::get);
        this.source = source;
        this.random = random;
        this.plan = plan;
    }

    public void start() {
        thread.start();
    }

    /** How often the two were compared. */
    public long samples() {
        return samples.get();
    }

    /** Items inside held ranges that the ledger did not have in the same snapshot, summed over the samples. */
    public long beyond() {
        return beyond.get();
    }

    /** Some of what was found, in words. */
    public List<String> examples() {
        synchronized (examples) {
            return List.copyOf(examples);
        }
    }

    private void run() {
        try {
            while (!stopping.await(pauseMillis(), TimeUnit.MILLISECONDS)) {
                sample();
            }
        } catch (InterruptedException e) {
            LOG.debug("held-sampler-interrupted");
        }
    }

    private long pauseMillis() {
        return random.nextLong(plan.shortest().toMillis(), plan.longest().toMillis());
    }

    /** Null for all, also while it is not known yet which there are. */
    private @Nullable Set<String> drawn() {
        if (accounts.size() <= plan.accounts()) {
            return null;
        }
        Set<String> drawn = new HashSet<>();
        while (drawn.size() < plan.accounts()) {
            drawn.add(accounts.get(random.nextInt(accounts.size())));
        }
        return drawn;
    }

    private void sample() throws InterruptedException {
        DatabaseLogin reader = servers.login(DatabaseRole.READER);
        try (LedgerReader ledger = new LedgerReader(servers.jdbcUrl(), reader.user(), reader.password(), source)) {
            ledger.freeze();
            Set<String> drawn = drawn();
            List<Claimed> held = ledger.windows(drawn);
            Set<ItemKey> items = ledger.keys(drawn);
            readTruth();
            Map<Named, List<Claimed>> byStream = new HashMap<>();
            held.forEach(window -> byStream.computeIfAbsent(named(window), stream -> new ArrayList<>())
                    .add(window));
            held.forEach(window -> compare(window, byStream.getOrDefault(named(window), List.of()), items));
            samples.incrementAndGet();
        } catch (SQLException | IOException e) {
            // a fault run takes the database away; what counts is how many samples there are in the end
            LOG.debug("held-sample-failed cause={}", e.toString());
        }
    }

    private void readTruth() throws IOException, InterruptedException {
        readTo = truth.readSince(readTo, version -> {
            if (latest.put(version.item(), version.position()) == null) {
                if (!accounts.contains(version.item().account())) {
                    accounts.add(version.item().account());
                }
                created.computeIfAbsent(
                                new Named(version.item().account(), version.item().stream()), stream -> new TreeMap<>())
                        .computeIfAbsent(version.position(), position -> new ArrayList<>())
                        .add(version.item());
            }
        });
    }

    private static Named named(Claimed window) {
        return new Named(window.account(), window.stream());
    }

    private void compare(Claimed window, List<Claimed> ofStream, Set<ItemKey> items) {
        NavigableMap<Long, List<ItemKey>> inStream = created.get(named(window));
        if (inStream == null) {
            return;
        }
        inStream.subMap(window.range().from(), window.range().to()).values().stream()
                .flatMap(List::stream)
                .filter(item -> !items.contains(item))
                .filter(item -> window.live() || isHeld(latest.getOrDefault(item, Long.MAX_VALUE), ofStream))
                .forEach(item -> found(window, item));
    }

    private static boolean isHeld(long position, List<Claimed> ofStream) {
        return ofStream.stream().anyMatch(window -> window.range().contains(position));
    }

    private void found(Claimed window, ItemKey item) {
        beyond.incrementAndGet();
        synchronized (examples) {
            if (examples.size() < MAX_EXAMPLES) {
                examples.add("held beyond the ledger: " + window + " lacks " + item);
            }
        }
    }

    /** Returns when the sample at hand is taken. */
    public void stop() throws InterruptedException {
        stopping.countDown();
        thread.join();
    }
}
