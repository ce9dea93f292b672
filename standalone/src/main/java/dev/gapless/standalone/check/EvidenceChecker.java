package dev.gapless.standalone.check;

import dev.gapless.standalone.check.CheckEvidence.Accepted;
import dev.gapless.standalone.check.CheckEvidence.Claimed;
import dev.gapless.standalone.check.CheckEvidence.Held;
import dev.gapless.standalone.check.CheckEvidence.Published;
import dev.gapless.standalone.check.CheckEvidence.Truth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges one {@link CheckEvidence}. It shares no code with what it judges, and knows no clock, topic or table.
 *
 * <p>A version that was replaced before anything could show it is not lost: the page that is read later shows its
 * successor. So a version counts as held when it or a later one of its item is held. The successor may stand outside
 * everything that is claimed, which is still a known gap. Then a page walk is not blamed; a live window is.
 */
final class EvidenceChecker {

    private static final int EXAMPLES = 8;

    private record Named(String account, String stream) {}

    private final CheckEvidence evidence;
    private final Map<ItemKey, Truth> latest = new HashMap<>();
    private final Map<ItemKey, Long> publishedVersion = new HashMap<>();
    private final Set<ItemKey> publishedDelete = new HashSet<>();
    private final List<String> examples = new ArrayList<>();

    private EvidenceChecker(CheckEvidence evidence) {
        this.evidence = evidence;
        for (Truth version : evidence.truth()) {
            latest.merge(version.item(), version, (a, b) -> a.version() >= b.version() ? a : b);
        }
        for (Published change : evidence.changes()) {
            publishedVersion.merge(change.item(), change.version(), Math::max);
            if (change.delete()) {
                publishedDelete.add(change.item());
            }
        }
    }

    static CheckResult judge(CheckEvidence evidence) {
        EvidenceChecker checker = new EvidenceChecker(evidence);
        return new CheckResult(
                checker.lost(),
                checker.duplicated(),
                checker.stale(),
                checker.resurrected(),
                checker.falseCoverage(),
                checker.invented(),
                evidence.truth().size(),
                checker.latest.size(),
                evidence.changes().size(),
                checker.examples);
    }

    private long lost() {
        long lost = 0;
        for (Truth version : evidence.truth()) {
            if (missing(version)) {
                lost += found("lost", version.item() + " v" + version.version() + " at " + version.position());
            }
        }
        for (Truth last : latest.values()) {
            Held row = evidence.ledger().get(last.item());
            if (row != null && row.version() == last.version() && !last.delete() && !sameContent(row, last)) {
                lost += found("lost", last.item() + " v" + last.version() + ": other content in the ledger");
            }
        }
        return lost;
    }

    /** Neither this version nor a later one is in the ledger and published. */
    private boolean missing(Truth version) {
        Held row = evidence.ledger().get(version.item());
        if (row != null && inferred(row, latest.get(version.item()))) {
            return !publishedDelete.contains(version.item());
        }
        long published = publishedVersion.getOrDefault(version.item(), Long.MIN_VALUE);
        return row == null || row.version() < version.version() || published < version.version();
    }

    /** A deletion that was concluded from a listing bears the version that was held; the source's own is not known. */
    private static boolean inferred(Held row, @Nullable Truth last) {
        return row.deleted() && row.inferred() && last != null && last.delete();
    }

    private static boolean sameContent(Held row, Truth last) {
        return !row.deleted() && row.content().equals(last.content());
    }

    /** What bears the version that was held may be deleted at that version, once, if the deletion was inferred. */
    private long duplicated() {
        long duplicated = 0;
        Set<String> accepted = new HashSet<>();
        for (Accepted row : evidence.history()) {
            if (!accepted.add(row.item() + " v" + row.version() + (row.delete() ? " deleted" : ""))) {
                duplicated += found("duplicated", row.item() + " v" + row.version() + ": accepted again");
            }
        }
        Set<String> published = new HashSet<>();
        for (Published change : evidence.changes()) {
            if (!published.add(change.item() + " v" + change.version() + (change.delete() ? " deleted" : ""))) {
                duplicated += found("duplicated", change.item() + " v" + change.version() + ": published again");
            }
        }
        return duplicated;
    }

    private long stale() {
        long stale = 0;
        Map<ItemKey, Long> reached = new HashMap<>();
        for (Published change : evidence.changes()) {
            long before = reached.merge(change.item(), change.version(), Math::max);
            if (before > change.version()) {
                stale += found("stale", change.item() + " v" + change.version() + " published after v" + before);
            }
        }
        for (Map.Entry<ItemKey, Long> published : publishedVersion.entrySet()) {
            Held row = evidence.ledger().get(published.getKey());
            if (row != null && row.version() < published.getValue()) {
                stale += found(
                        "stale", published.getKey() + " v" + row.version() + " replaced v" + published.getValue());
            }
        }
        return stale;
    }

    private long resurrected() {
        long resurrected = 0;
        for (Truth last : latest.values()) {
            Held row = evidence.ledger().get(last.item());
            boolean deleteArrived =
                    publishedDelete.contains(last.item()) || (row != null && row.version() >= last.version());
            if (last.delete() && row != null && !row.deleted() && deleteArrived) {
                resurrected += found("resurrected", last.item() + " is alive in the ledger");
            }
        }
        Set<ItemKey> deleted = new HashSet<>();
        for (Published change : evidence.changes()) {
            if (change.delete()) {
                deleted.add(change.item());
            } else if (deleted.contains(change.item())) {
                resurrected += found("resurrected", change.item() + " v" + change.version() + " after its delete");
            }
        }
        return resurrected;
    }

    private long falseCoverage() {
        Map<Named, NavigableMap<Long, List<Truth>>> missing = new HashMap<>();
        for (Truth version : evidence.truth()) {
            if (missing(version)) {
                missing.computeIfAbsent(named(version), stream -> new TreeMap<>())
                        .computeIfAbsent(version.position(), position -> new ArrayList<>())
                        .add(version);
            }
        }
        Map<Named, List<Claimed>> claims = new HashMap<>();
        for (Claimed window : evidence.windows()) {
            claims.computeIfAbsent(new Named(window.account(), window.stream()), stream -> new ArrayList<>())
                    .add(window);
        }
        long wrong = 0;
        for (Claimed window : evidence.windows()) {
            Named stream = new Named(window.account(), window.stream());
            NavigableMap<Long, List<Truth>> inStream = missing.getOrDefault(stream, new TreeMap<>());
            for (List<Truth> atPosition :
                    inStream.subMap(window.range().from(), window.range().to()).values()) {
                for (Truth version : atPosition) {
                    if (window.live() || !laterInKnownGap(version, claims.getOrDefault(stream, List.of()))) {
                        wrong +=
                                found("false coverage", window + " lacks " + version.item() + " v" + version.version());
                        break;
                    }
                }
            }
        }
        return wrong;
    }

    private boolean laterInKnownGap(Truth version, List<Claimed> claims) {
        Truth last = latest.getOrDefault(version.item(), version);
        return last.version() > version.version()
                && claims.stream().noneMatch(claim -> claim.range().contains(last.position()));
    }

    private static Named named(Truth version) {
        return new Named(version.item().account(), version.item().stream());
    }

    private long invented() {
        long invented = 0;
        for (Map.Entry<ItemKey, Held> row : evidence.ledger().entrySet()) {
            Truth last = latest.get(row.getKey());
            if (last == null || row.getValue().version() > last.version()) {
                invented +=
                        found("invented", row.getKey() + " v" + row.getValue().version());
            } else if (row.getValue().deleted() && !last.delete()) {
                invented += found("invented", row.getKey() + " is dead in the ledger and alive in the truth");
            }
        }
        return invented;
    }

    private int found(String kind, String what) {
        if (examples.stream().filter(example -> example.startsWith(kind + ":")).count() < EXAMPLES) {
            examples.add(kind + ": " + what);
        }
        return 1;
    }
}
