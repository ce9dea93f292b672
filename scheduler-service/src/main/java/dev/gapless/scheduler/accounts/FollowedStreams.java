package dev.gapless.scheduler.accounts;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.StreamSpec;
import dev.gapless.scheduler.schedules.PollSchedules;
import dev.gapless.scheduler.sources.Source;
import dev.gapless.scheduler.sources.SourceCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All streams that are followed now. */
public final class FollowedStreams {

    private static final Comparator<FollowedStream> BY_KEY =
            Comparator.comparing(stream -> stream.stream().key());

    private final AccountStore store;
    private final SourceCatalog sources;
    private final PollSchedules schedules;

    FollowedStreams(AccountStore store, SourceCatalog sources, PollSchedules schedules) {
        this.store = store;
        this.sources = sources;
        this.schedules = schedules;
    }

    /** Ordered by their keys. */
    public List<FollowedStream> all() {
        return followed(store.followed(null)).sorted(BY_KEY).toList();
    }

    /** Those of these that are followed, by their ids, with the ticks of their schedules. */
    public Map<StreamId, FollowedStream> of(Collection<StreamId> streams) {
        Set<StreamId> asked = Set.copyOf(streams);
        Map<StreamId, FollowedStream> found = followed(store.followedOf(streams))
                .filter(followed -> asked.contains(followed.stream()))
                .collect(Collectors.toMap(FollowedStream::stream, followed -> followed));
        Map<StreamId, Duration> periods = new HashMap<>();
        found.forEach((stream, followed) -> periods.put(stream, followed.spec().poll()));
        schedules
                .of(periods)
                .forEach((stream, ticks) ->
                        found.computeIfPresent(stream, (same, followed) -> followed.polledAt(ticks)));
        return found;
    }

    private Stream<FollowedStream> followed(List<FollowedAccount> accounts) {
        Map<String, Source> known = sources.all();
        return accounts.stream().flatMap(account -> of(account, known.get(account.source())).stream());
    }

    /** @param source null when its manifest cannot be read: then nothing is followed for the time being */
    static List<FollowedStream> of(FollowedAccount account, @Nullable Source source) {
        if (source == null) {
            return List.of();
        }
        List<FollowedStream> followed = new ArrayList<>();
        for (StreamSpec stream : source.spec().streams().values()) {
            if (account.follows(stream.name())) {
                followed.add(new FollowedStream(
                        new StreamId(account.source(), account.account(), stream.name()),
                        stream,
                        from(account, stream),
                        account.createdAt(),
                        source.spec().socket().silenceLimit()));
            }
        }
        return followed;
    }

    /**
     * The horizon reaches back from the account's first day and not from now: what was wanted once stays wanted,
     * however long it takes.
     */
    private static long from(FollowedAccount account, StreamSpec stream) {
        return switch (stream.domain()) {
            case TIME -> {
                Instant since = account.since().instant();
                yield MicrosecondTime.of(since == null ? account.createdAt().minus(stream.horizon()) : since);
            }
            case SEQUENCE -> {
                Long since = account.since().position();
                yield since == null ? 0 : since;
            }
        };
    }
}
