package dev.gapless.scheduler;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.scheduler.sources.ManifestSyntax;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads manifests of one line, {@code source: NAME}; further lines are ignored, or refused where they begin with
 * {@code broken}. What begins with {@code type:} is read by the real reader. Every source has a live and a listed event
 * stream, a numbered and a snapshot stream.
 */
public final class FakeManifests implements ManifestSyntax {

    @Override
    public Reading read(byte[] yaml) {
        String text = new String(yaml, StandardCharsets.UTF_8);
        if (text.startsWith("type:")) {
            return ManifestReader.read(yaml);
        }
        List<String> lines = text.lines().toList();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("broken")) {
                problems.add(new Problem(i + 1, "broken", lines.get(i), "is not broken", "mend it"));
            }
        }
        if (lines.isEmpty() || !lines.getFirst().startsWith("source: ")) {
            problems.add(new Problem(1, "source", "", "is named first", "begin with source: NAME"));
        }
        if (!problems.isEmpty()) {
            return new Reading.Refused(problems);
        }
        String name = lines.getFirst().substring("source: ".length());
        return new Reading.Accepted(new Described(TestSource.of(
                name,
                Integer.toHexString(lines.hashCode()),
                TestSource.stream("posts", Kind.EVENT, PositionDomain.TIME, true),
                TestSource.stream("comments", Kind.EVENT, PositionDomain.TIME, false),
                TestSource.stream("blocks", Kind.EVENT, PositionDomain.SEQUENCE, true),
                TestSource.stream("profile", Kind.SNAPSHOT, PositionDomain.TIME, false))));
    }

    /** A connector that is described and never spoken to. */
    private record Described(SourceSpec spec) implements Connector {

        @Override
        public PageWalk walk(StreamId stream, MiningMode mode, long from, long to, @Nullable String resume) {
            throw new UnsupportedOperationException("the scheduler does not mine");
        }

        @Override
        public LiveSession session(String account) {
            throw new UnsupportedOperationException("the scheduler does not capture");
        }

        @Override
        public ExtractionResult extract(CapturedRecord captured) {
            throw new UnsupportedOperationException("the scheduler does not process");
        }
    }
}
