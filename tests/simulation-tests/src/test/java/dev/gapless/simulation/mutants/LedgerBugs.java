package dev.gapless.simulation.mutants;

import dev.gapless.checkpoint.items.cache.DuplicateCache;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.LogPosition;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.position.StreamId;
import dev.gapless.reference.ReferenceCoverage;
import dev.gapless.reference.ReferenceLedger;
import dev.gapless.simulation.core.ComponentFactory;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** What a ledger, a cache or a processor can do wrong. */
final class LedgerBugs {

    private LedgerBugs() {}

    static ComponentFactory withoutVersionGuard() {
        return replacing((item, old) -> true);
    }

    static ComponentFactory withoutTombstones() {
        return replacing((item, old) -> old.operation() == ItemOperation.DELETE);
    }

    static ComponentFactory liveAlwaysWins() {
        return replacing((item, old) -> item.path() == IngestPath.LIVE);
    }

    /** @param also when an item replaces what is held, beside when it should */
    private static ComponentFactory replacing(BiPredicate<Item, Item> also) {
        return deciding(() -> new ReferenceLedger() {
            @Override
            protected boolean beats(Item item, Item old) {
                return super.beats(item, old) || also.test(item, old);
            }
        });
    }

    static ComponentFactory knowsItemsByTheirIdAlone() {
        return deciding(() -> new ReferenceLedger() {
            @Override
            protected boolean beats(Item item, Item old) {
                return false;
            }
        });
    }

    /** A processor that was lost after the decision is told that there is nothing to publish. */
    static ComponentFactory decidesRedeliveriesAnew() {
        return deciding(() -> new ReferenceLedger() {
            private final Set<LogPosition> seen = new HashSet<>();

            @Override
            public Answer decide(Item item) {
                Answer answer = super.decide(item);
                return seen.add(item.logPosition()) ? answer : new Answer(Decision.DUPLICATE, false);
            }
        });
    }

    static ComponentFactory takesDuplicatesForChanges() {
        return deciding(() -> new ReferenceLedger() {
            @Override
            public Answer decide(Item item) {
                Answer answer = super.decide(item);
                return answer.decision() == Decision.DUPLICATE ? new Answer(Decision.CHANGED, false) : answer;
            }
        });
    }

    private static ComponentFactory deciding(java.util.function.Supplier<ReferenceLedger> bug) {
        return new ComponentFactory() {
            @Override
            public ReferenceLedger ledger() {
                return bug.get();
            }
        };
    }

    /** What the cache knows of an item, in whatever version and by whatever path, is not looked at any more. */
    static ComponentFactory trustsTheCache() {
        return new ComponentFactory() {
            @Override
            public DuplicateCache hints(DuplicateCache cache) {
                return new DuplicateCache() {
                    private final Set<String> ids = new HashSet<>();

                    @Override
                    public Known known(List<Item> items) {
                        BitSet sure = new BitSet();
                        for (int i = 0; i < items.size(); i++) {
                            sure.set(i, ids.contains(items.get(i).itemId()));
                        }
                        return new Known(sure, Map.of());
                    }

                    @Override
                    public void accepted(List<Item> items) {
                        items.forEach(item -> ids.add(item.itemId()));
                    }

                    @Override
                    public void seen(Map<Item, String> noted) {}
                };
            }
        };
    }

    /** A record that was decided and not published finds itself in the cache. */
    static ComponentFactory cacheAnswersTheRecordItself() {
        return new ComponentFactory() {
            @Override
            public DuplicateCache hints(DuplicateCache cache) {
                return new DuplicateCache() {
                    private final Set<String> versions = new HashSet<>();

                    @Override
                    public Known known(List<Item> items) {
                        BitSet sure = new BitSet();
                        for (int i = 0; i < items.size(); i++) {
                            sure.set(i, versions.contains(version(items.get(i))));
                        }
                        return new Known(sure, Map.of());
                    }

                    @Override
                    public void accepted(List<Item> items) {
                        items.forEach(item -> versions.add(version(item)));
                    }

                    @Override
                    public void seen(Map<Item, String> noted) {}

                    private String version(Item item) {
                        return item.itemId() + "|" + item.version() + "|" + item.operation();
                    }
                };
            }
        };
    }

    /** A window that was never closed counts as if it reached to the present. */
    static ComponentFactory openWindowsReachToNow() {
        return covering(() -> new ReferenceCoverage() {
            @Override
            public List<Range> missing(Horizon horizon) {
                Held live = live(horizon.stream());
                return live == null
                        ? super.missing(horizon)
                        : super.missing(horizon).stream()
                                .filter(range -> range.from() < live.reach())
                                .toList();
            }
        });
    }

    static ComponentFactory ignoresDoubts() {
        return covering(() -> new ReferenceCoverage() {
            @Override
            public void apply(CoverageRetraction retraction) {
                live(retraction.stream());
            }
        });
    }

    /** The ranges of a path are kept as one, from the first to the last. */
    static ComponentFactory bridgesGaps() {
        return covering(() -> new ReferenceCoverage() {
            private final Map<StreamId, Long> first = new HashMap<>();

            @Override
            public boolean apply(CoverageReport report, long now) {
                if (report.path() != IngestPath.LIVE || report.from() == report.to()) {
                    return super.apply(report, now);
                }
                long from = first.merge(report.stream(), report.from(), Math::min);
                return super.apply(ReportsWith.range(report, from, report.to()), now);
            }
        });
    }

    private static ComponentFactory covering(java.util.function.Supplier<ReferenceCoverage> bug) {
        return new ComponentFactory() {
            @Override
            public ReferenceCoverage coverage() {
                return bug.get();
            }
        };
    }

    static ComponentFactory saysHowFarItIsBeforeItIs() {
        return new ComponentFactory() {
            @Override
            public boolean offsetsFirst() {
                return true;
            }
        };
    }

    static ComponentFactory publishesWhatItHasLost() {
        return new ComponentFactory() {
            @Override
            public boolean fencesProcessors() {
                return false;
            }
        };
    }

    static ComponentFactory doesNotNoteHistory() {
        return new ComponentFactory() {
            @Override
            public boolean notesHistory() {
                return false;
            }
        };
    }
}
