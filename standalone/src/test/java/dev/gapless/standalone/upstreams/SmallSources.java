package dev.gapless.standalone.upstreams;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The small servers as one. */
record SmallSources(
        PagedSourceServer paged,
        StreamedSourceServer streamed,
        FurtherSourceServer further,
        ClusterSourceServer cluster,
        RoomSourceServer room) {

    void add(long age) {
        PagedSourceServer.STREAMS.forEach(stream -> paged.add(stream, age));
        StreamedSourceServer.STREAMS.forEach(stream -> streamed.add(stream, age));
        further.addRow(age);
        further.addBlock(1 + further.blockIds().size());
        further.signal();
        cluster.add(age);
        room.add(age);
    }

    Collection<FrameServer> sockets() {
        List<FrameServer> all =
                new ArrayList<>(List.of(paged.frames(), further.frames(), cluster.frames(), room.frames()));
        StreamedSourceServer.STREAMS.forEach(stream -> all.add(streamed.frames(stream)));
        return all;
    }

    boolean connected(int before) {
        return sockets().stream().allMatch(socket -> socket.opened() > before);
    }

    void drop() {
        sockets().forEach(FrameServer::drop);
    }
}
