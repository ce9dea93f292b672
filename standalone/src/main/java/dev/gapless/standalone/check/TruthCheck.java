package dev.gapless.standalone.check;

import dev.gapless.embedded.DatabaseLogin;
import dev.gapless.embedded.DatabaseRole;
import dev.gapless.embedded.PlatformServers;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads all sides, each from its own place, and has them judged. */
public final class TruthCheck {

    /** The sandbox's truth interface: answers the body of a path below its address. */
    @FunctionalInterface
    public interface TruthApi {
        String get(String path) throws IOException, InterruptedException;
    }

    private final PlatformServers servers;
    private final TruthApi sandbox;
    private final String source;

    public TruthCheck(PlatformServers servers, TruthApi sandbox, String source) {
        this.servers = servers;
        this.sandbox = sandbox;
        this.source = source;
    }

    /** How many items each stream of the truth has, over all accounts, the deleted ones too. */
    public static Map<String, Long> items(TruthApi sandbox) throws IOException, InterruptedException {
        Set<ItemKey> items = new HashSet<>();
        new TruthReader(sandbox::get).readSince(0, version -> items.add(version.item()));
        return items.stream().collect(Collectors.groupingBy(ItemKey::stream, Collectors.counting()));
    }

    /**
     * Judges everything. The claims are read first and the truth last: what happens in between can only make the check
     * stricter.
     */
    public CheckResult run() throws IOException, InterruptedException, SQLException {
        return run(account -> true);
    }

    /** As {@link #run()}, for some of the accounts. */
    public CheckResult run(Predicate<String> accounts) throws IOException, InterruptedException, SQLException {
        DatabaseLogin reader = servers.login(DatabaseRole.READER);
        try (LedgerReader ledger = new LedgerReader(servers.jdbcUrl(), reader.user(), reader.password(), source)) {
            var windows = ledger.windows();
            var items = ledger.items();
            var history = ledger.history();
            var changes = new ChangesReader(servers.kafkaClientSettings(), source).read();
            var truth = new TruthReader(sandbox::get).read();
            return EvidenceChecker.judge(new CheckEvidence(truth, items, history, changes, windows).of(accounts));
        }
    }
}
