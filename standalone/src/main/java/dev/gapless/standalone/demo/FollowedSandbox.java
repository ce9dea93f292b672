package dev.gapless.standalone.demo;

import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.standalone.api.RestApi;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox's manifest, applied, and all its accounts, followed: both over REST, as an operator would. */
final class FollowedSandbox {

    static final String SOURCE = "sandbox";
    private static final String SHIPPED_ADDRESS = "127.0.0.1:9190";

    private final String source;
    private final Connector connector;
    private final List<SandboxClient.Account> accounts;
    private final byte[] manifest;

    private FollowedSandbox(String source, Connector connector, List<SandboxClient.Account> accounts, byte[] manifest) {
        this.source = source;
        this.manifest = manifest;
        this.connector = connector;
        this.accounts = accounts;
    }

    static FollowedSandbox follow(RestApi scheduler, SandboxClient sandbox) throws IOException, InterruptedException {
        return follow(scheduler, sandbox, SOURCE, UnaryOperator.identity());
    }

    /**
     * @param source its name
     * @param edit of the shipped manifest
     */
    static FollowedSandbox follow(RestApi scheduler, SandboxClient sandbox, String source, UnaryOperator<String> edit)
            throws IOException, InterruptedException {
        byte[] manifest = edit.apply(shippedManifest(sandbox.url()))
                .replace("source: " + SOURCE, "source: " + source)
                .getBytes(StandardCharsets.UTF_8);
        if (!(ManifestReader.read(manifest) instanceof Reading.Accepted(Connector connector))) {
            throw new IllegalStateException("the shipped manifest of the sandbox is not valid");
        }
        scheduler.put("/v1/sources/" + source, "application/yaml", manifest);
        List<SandboxClient.Account> accounts = sandbox.accounts();
        for (SandboxClient.Account account : accounts) {
            String path = "/v1/accounts/" + source + "/" + URLEncoder.encode(account.id(), StandardCharsets.UTF_8);
            scheduler.put(
                    path,
                    "application/json",
                    JsonMapper.shared().writeValueAsBytes(java.util.Map.of("credential", account.credential())));
        }
        return new FollowedSandbox(source, connector, accounts, manifest);
    }

    /** @param url where the sandbox listens */
    static String shippedManifest(String url) throws IOException {
        try (InputStream in = FollowedSandbox.class.getResourceAsStream("/connectors/sandbox.yaml")) {
            if (in == null) {
                throw new IOException("the sandbox's manifest is not on the class path");
            }
            String shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return shipped.replace(SHIPPED_ADDRESS, url.substring("http://".length()));
        }
    }

    int accounts() {
        return accounts.size();
    }

    /** The manifest as it was applied. */
    byte[] manifest() {
        return manifest.clone();
    }

    /** Every account's streams of this kind. */
    List<StreamId> streams(StreamSpec.Kind kind) {
        List<StreamId> streams = new ArrayList<>();
        for (SandboxClient.Account account : accounts) {
            for (StreamSpec stream : connector.spec().streams().values()) {
                if (stream.kind() == kind) {
                    streams.add(new StreamId(source, account.id(), stream.name()));
                }
            }
        }
        return streams;
    }

    StreamSpec spec(StreamId stream) {
        StreamSpec spec = connector.spec().streams().get(stream.stream());
        if (spec == null) {
            throw new IllegalArgumentException(stream + ": no such stream in the manifest");
        }
        return spec;
    }
}
