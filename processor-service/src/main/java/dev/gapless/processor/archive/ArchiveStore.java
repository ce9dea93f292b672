package dev.gapless.processor.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Files by name, where they outlive this process. Names are of letters, digits and {@code . - _ /}. */
interface ArchiveStore {

    /** All of the file or nothing; one of the same name is replaced. Returns when it is durable. */
    void put(String name, Path file) throws IOException;

    /** The names that begin like this, sorted. */
    List<String> list(String prefix) throws IOException;

    InputStream get(String name) throws IOException;
}
