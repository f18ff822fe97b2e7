/// What an application asks of the licensing authority.
public enum ApplicationKind: String, Choice {
    case new
    case changeItem = "change_item"
    case changeRegistration = "change_registration"
    case renew
    case reissue
}
