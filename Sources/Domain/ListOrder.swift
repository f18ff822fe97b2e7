/// Which end of a list comes first; what was made later is newer.
public enum ListOrder: String, Choice {
    case oldest, newest
}
