package dev.gapless.simulation.actors;

import dev.gapless.common.connector.Connector;
import dev.gapless.common.position.StreamId;
import dev.gapless.simulation.core.Core;
import dev.gapless.simulation.faults.Chaos;
import dev.gapless.simulation.kafka.Log;
import dev.gapless.simulation.oracle.Oracle;
import dev.gapless.simulation.time.Chance;
import dev.gapless.simulation.time.Loop;
import dev.gapless.simulation.upstream.Kind;
import dev.gapless.simulation.upstream.LiveServer;
import dev.gapless.simulation.upstream.PageServer;
import dev.gapless.simulation.upstream.World;
import java.util.Locale;
import java.util.Set;

/**
 * What all actors share.
 *
 * @param streams which of the source's are followed
 */
public record Stage(
        Loop loop,
        Chance chance,
        Chaos chaos,
        Log log,
        World world,
        LiveServer live,
        PageServer pages,
        Core core,
        Connector source,
        Set<Kind> streams,
        Oracle oracle) {

    public static final String SOURCE = "simulated";
    public static final String ACCOUNT = "ann";

    static final long MILLI = 1_000;
    static final long SECOND = 1_000_000;

    public static StreamId id(Kind kind) {
        return new StreamId(SOURCE, ACCOUNT, kind.word());
    }

    static Kind kind(StreamId stream) {
        return Kind.valueOf(stream.stream().toUpperCase(Locale.ROOT));
    }

    /** A call from one process to another, one way. */
    long travel() {
        return chance.between(MILLI, 15 * MILLI);
    }
}
