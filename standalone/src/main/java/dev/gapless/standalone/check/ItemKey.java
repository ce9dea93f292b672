package dev.gapless.standalone.check;

/** One item of the sandbox. */
record ItemKey(String account, String stream, String id) implements Comparable<ItemKey> {

    @Override
    public int compareTo(ItemKey other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return account + "/" + stream + "/" + id;
    }
}
