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
        RoomSourceServer room,
        ChangesSourceServer documents) {

    /**
     * What describes one of the sources, and where it is.
     *
     * @param port of its socket; 0 where it has none
     */
    record SourceManifest(String name, String resource, String url, int port, String credential) {}

    List<SourceManifest> manifests() {
        List<SourceManifest> all = new ArrayList<>(List.of(
                small("forum", paged.url(), paged.frames(), "ann:s3cret"),
                small("archive", paged.url(), paged.frames(), "s3cret"),
                small("ticker", paged.url(), paged.frames(), "none"),
                small("registry", further.url(), further.frames(), "none"),
                shipped("signals", further.url(), further.frames(), "s3cret"),
                shipped("kubernetes", cluster.url(), cluster.frames(), "t"),
                small("room", room.url(), room.frames(), "none"),
                new SourceManifest("documents", "/upstreams/documents.yaml", documents.url(), 0, "none")));
        StreamedSourceServer.MANIFESTS.forEach(
                (stream, source) -> all.add(small(source, streamed.url(), streamed.frames(stream), "none")));
        return all;
    }

    private static SourceManifest small(String name, String url, FrameServer frames, String credential) {
        return new SourceManifest(name, "/upstreams/%s.yaml".formatted(name), url, frames.port(), credential);
    }

    private static SourceManifest shipped(String name, String url, FrameServer frames, String credential) {
        return new SourceManifest(name, "/connectors/%s.yaml".formatted(name), url, frames.port(), credential);
    }

    void add(long age) {
        PagedSourceServer.STREAMS.forEach(stream -> paged.add(stream, age));
        StreamedSourceServer.STREAMS.forEach(stream -> streamed.add(stream, age));
        further.addRow(age);
        further.addBlock(1 + further.blockIds().size());
        further.signal();
        cluster.add(age);
        room.add(age);
        documents.add();
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
