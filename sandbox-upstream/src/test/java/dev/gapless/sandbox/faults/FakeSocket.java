package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.faults.SandboxFault.TargetSocket;
import dev.gapless.sandbox.world.ItemVersion;
import dev.gapless.sandbox.world.SandboxStreamKinds;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** An open socket of acc-0001 that nothing can harm. */
class FakeSocket implements TargetSocket {

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
    static ItemVersion post(long position) {
        return ItemVersion.fromJson(
                JsonMapper.shared().readTree("""
                        {"seq":1,"account":"acc-0001","stream":"%s","id":"p-1","version":1,"op":"create",
                         "created":%d,"position":%d,"emittedAt":0,"item":{}}""".formatted(SandboxStreamKinds.POSTS, position, position)));
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
    public void cut(SocketFault strike) {
        strike.missed();
    }

    @Override
    public void cutAfterNextEvent(SocketFault strike) {
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
