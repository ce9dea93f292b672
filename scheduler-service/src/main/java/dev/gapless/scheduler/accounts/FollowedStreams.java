package dev.gapless.scheduler.accounts;

import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.instants.Micros;
import dev.gapless.scheduler.sources.Source;
import dev.gapless.scheduler.sources.Sources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** All streams that are followed now. */
public final class FollowedStreams {

    private final AccountStore store;
    private final Sources sources;

    FollowedStreams(AccountStore store, Sources sources) {
        this.store = store;
        this.sources = sources;
    }

    /** Ordered by their keys. */
    public List<Followed> all() {
        Map<String, Source> known = sources.all();
        List<Followed> followed = new ArrayList<>();
        for (Account account : store.followed(null)) {
            Source source = known.get(account.source());
            if (source == null) {
                continue;
            }
            for (StreamSpec stream : source.spec().streams().values()) {
                if (account.follows(stream.name())) {
                    followed.add(new Followed(
                            new StreamId(account.source(), account.account(), stream.name()),
                            stream,
                            from(account, stream),
                            account.createdAt(),
                            source.spec().socket().silenceLimit()));
                }
            }
        }
        followed.sort(Comparator.comparing(stream -> stream.stream().key()));
        return followed;
    }

    /**
     * The horizon reaches back from the account's first day and not from now: what was wanted once stays wanted,
     * however long it takes.
     */
    private static long from(Account account, StreamSpec stream) {
        return switch (stream.domain()) {
            case TIME -> {
                Instant since = account.since().instant();
                yield Micros.of(since == null ? account.createdAt().minus(stream.horizon()) : since);
            }
            case SEQUENCE -> {
                Long since = account.since().position();
                yield since == null ? 0 : since;
            }
        };
    }
}
