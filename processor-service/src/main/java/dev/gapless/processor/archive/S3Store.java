package dev.gapless.processor.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket: one that AWS or another provider serves. */
final class S3Store implements ArchiveStore, AutoCloseable {

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    /** @param prefix before all names; empty for none */
    S3Store(S3Client client, String bucket, String prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    @Override
    public void put(String name, Path file) throws IOException {
        try {
            var _ = client.putObject(request -> request.bucket(bucket).key(prefix + name), RequestBody.fromFile(file));
        } catch (SdkException e) {
            throw new IOException("put of " + name + " failed", e);
        }
    }

    @Override
    public List<String> list(String begin) throws IOException {
        try {
            return client
                    .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix + begin))
                    .contents()
                    .stream()
                    .map(S3Object::key)
                    .map(key -> key.substring(prefix.length()))
                    .sorted()
                    .toList();
        } catch (SdkException e) {
            throw new IOException("list of " + begin + " failed", e);
        }
    }

    @Override
    public InputStream get(String name) throws IOException {
        try {
            return client.getObject(request -> request.bucket(bucket).key(prefix + name));
        } catch (SdkException e) {
            throw new IOException("get of " + name + " failed", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
