package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.faults.Fault.Victim;
import dev.gapless.sandbox.world.Streams;
import dev.gapless.sandbox.world.Version;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** An open socket of acc-0001 that nothing can harm. */
class FakeSocket implements Victim {

    private final String id;
    private final Set<String> streams;

    FakeSocket(String id, String... streams) {
        this.id = id;
        this.streams = Set.of(streams);
    }

    static FaultOrder order(String json) {
        return FaultOrder.fromJson(JsonMapper.shared().readTree(json.replace('\'', '"')));
    }

    /** A post at a position. */
    static Version post(long position) {
        return Version.fromJson(JsonMapper.shared().readTree("""
                        {"seq":1,"account":"acc-0001","stream":"%s","id":"p-1","version":1,"op":"create",
                         "created":%d,"position":%d,"emittedAt":0,"item":{}}""".formatted(Streams.POSTS, position, position)));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String accountId() {
        return "acc-0001";
    }

    @Override
    public Set<String> streams() {
        return streams;
    }

    @Override
    public void cut(Strike strike) {
        strike.missed();
    }

    @Override
    public void cutAfterNextEvent(Strike strike) {
        strike.missed();
    }

    @Override
    public void sayGoodbye(String reason) {
        throw new AssertionError("nobody asked for a goodbye");
    }

    @Override
    public void silence(Duration length) {
        throw new AssertionError("nobody asked for silence");
    }

    @Override
    public boolean healthy() {
        return !streams.isEmpty();
    }
}
