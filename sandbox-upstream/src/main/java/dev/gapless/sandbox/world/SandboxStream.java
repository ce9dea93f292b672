package dev.gapless.sandbox.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The present of one account's stream, sorted both ways. Guarded by its account. */
public final class SandboxStream {

    record Size(int items, int deleted) {}

    private final Map<String, ItemVersion> latest = new HashMap<>();
    private final NavigableMap<ListingPlace, ItemVersion> byUpdate = new TreeMap<>();
    private final NavigableMap<ListingPlace, ItemVersion> byCreation = new TreeMap<>();
    private final List<String> living = new ArrayList<>();

    void apply(ItemVersion version) {
        ItemVersion before = latest.put(version.id(), version);
        if (before == null) {
            living.add(version.id());
        } else {
            byUpdate.remove(new ListingPlace(before.position(), before.id()));
        }
        byUpdate.put(new ListingPlace(version.position(), version.id()), version);
        byCreation.put(new ListingPlace(version.created(), version.id()), version);
        if (version.operation() == VersionOperation.DELETE) {
            living.remove(version.id());
        }
    }

    public @Nullable ItemVersion latest(String id) {
        return latest.get(id);
    }

    /** Ids of the items that are not deleted, in the order of their creation. */
    List<String> living() {
        return living;
    }

    Size size() {
        return new Size(latest.size(), latest.size() - living.size());
    }

    /**
     * Each item once, with its latest version.
     *
     * @param byUpdate true for the position of the latest version, false for that of the first
     */
    public NavigableMap<ListingPlace, ItemVersion> sorted(boolean byUpdate) {
        return byUpdate ? this.byUpdate : byCreation;
    }
}
