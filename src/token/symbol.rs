//! What a token is, as far as the grammar cares.

/// The coarse kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// An identifier or keyword.
    Name,
    /// A number, as written.
    Number,
    /// A string with its prefix and quotes; an f-string is one token.
    String,
    /// An operator or delimiter, or a character that Python does not know.
    Operator,
}

macro_rules! symbols {
    ($($(#[doc = $doc:literal])* $variant:ident = $text:literal $kind:ident;)+) => {
        /// A token of the grammar: every keyword and operator by itself, every name, number and string alike.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "keywords and operators are named by their text")]
        pub enum Symbol {
            $($(#[doc = $doc])* $variant,)+
        }

        impl Symbol {
            /// Every symbol, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// A text that is read as this symbol.
            pub fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The coarse kind.
            pub fn kind(self) -> TokenKind {
                match self { $(Self::$variant => TokenKind::$kind,)+ }
            }
        }
    };
}

symbols! {
    /// A name, or a soft keyword where it is not known to be one.
    Name = "a" Name;
    /// A number.
    Number = "0" Number;
    /// A string of any prefix.
    String = "''" String;
    /// `None`, `True` or `False`.
    Constant = "None" Name;
    /// A character that begins no token.
    Invalid = "?" Operator;
    And = "and" Name;
    As = "as" Name;
    Assert = "assert" Name;
    Async = "async" Name;
    Await = "await" Name;
    Break = "break" Name;
    Class = "class" Name;
    Continue = "continue" Name;
    Def = "def" Name;
    Del = "del" Name;
    Elif = "elif" Name;
    Else = "else" Name;
    Except = "except" Name;
    Finally = "finally" Name;
    For = "for" Name;
    From = "from" Name;
    Global = "global" Name;
    If = "if" Name;
    Import = "import" Name;
    In = "in" Name;
    Is = "is" Name;
    Lambda = "lambda" Name;
    Nonlocal = "nonlocal" Name;
    Not = "not" Name;
    Or = "or" Name;
    Pass = "pass" Name;
    Raise = "raise" Name;
    Return = "return" Name;
    Try = "try" Name;
    While = "while" Name;
    With = "with" Name;
    Yield = "yield" Name;
    /// The soft keyword `match` at the head of its statement.
    Match = "match" Name;
    /// The soft keyword `case` at the head of its clause.
    Case = "case" Name;
    /// The soft keyword `type` at the head of its statement.
    Type = "type" Name;
    LeftParen = "(" Operator;
    RightParen = ")" Operator;
    LeftBracket = "[" Operator;
    RightBracket = "]" Operator;
    LeftBrace = "{" Operator;
    RightBrace = "}" Operator;
    Comma = "," Operator;
    Colon = ":" Operator;
    Semicolon = ";" Operator;
    Dot = "." Operator;
    Ellipsis = "..." Operator;
    At = "@" Operator;
    Arrow = "->" Operator;
    Walrus = ":=" Operator;
    Equal = "=" Operator;
    Plus = "+" Operator;
    Minus = "-" Operator;
    Star = "*" Operator;
    DoubleStar = "**" Operator;
    Slash = "/" Operator;
    DoubleSlash = "//" Operator;
    Percent = "%" Operator;
    Pipe = "|" Operator;
    Ampersand = "&" Operator;
    Caret = "^" Operator;
    Tilde = "~" Operator;
    LeftShift = "<<" Operator;
    RightShift = ">>" Operator;
    Less = "<" Operator;
    Greater = ">" Operator;
    LessEqual = "<=" Operator;
    GreaterEqual = ">=" Operator;
    DoubleEqual = "==" Operator;
    NotEqual = "!=" Operator;
    /// One of `+=`, `-=` and their like; the grammar treats them alike.
    AugmentedEqual = "+=" Operator;
}

impl Symbol {
    /// The keyword that `word` is, or [`Symbol::Name`].
    pub(super) fn of_word(word: &[u8]) -> Self {
        match word {
            b"if" => Self::If,
            b"in" => Self::In,
            b"is" => Self::Is,
            b"or" => Self::Or,
            b"as" => Self::As,
            b"and" => Self::And,
            b"def" => Self::Def,
            b"del" => Self::Del,
            b"for" => Self::For,
            b"not" => Self::Not,
            b"try" => Self::Try,
            b"None" | b"True" | b"False" => Self::Constant,
            b"elif" => Self::Elif,
            b"else" => Self::Else,
            b"from" => Self::From,
            b"pass" => Self::Pass,
            b"with" => Self::With,
            b"async" => Self::Async,
            b"await" => Self::Await,
            b"break" => Self::Break,
            b"class" => Self::Class,
            b"raise" => Self::Raise,
            b"while" => Self::While,
            b"yield" => Self::Yield,
            b"assert" => Self::Assert,
            b"except" => Self::Except,
            b"global" => Self::Global,
            b"import" => Self::Import,
            b"lambda" => Self::Lambda,
            b"return" => Self::Return,
            b"finally" => Self::Finally,
            b"continue" => Self::Continue,
            b"nonlocal" => Self::Nonlocal,
            _ => Self::Name,
        }
    }

    /// The operator at the start of `bytes` and its length.
    pub(super) fn of_operator(bytes: &[u8]) -> (Self, usize) {
        let second = bytes.get(1).copied().unwrap_or(0);
        let third = bytes.get(2).copied().unwrap_or(0);
        let augmented = |plain| {
            if second == b'=' {
                (Self::AugmentedEqual, 2)
            } else {
                (plain, 1)
            }
        };
        let doubled = |plain, double| match (second == bytes[0], second, third) {
            (true, _, b'=') => (Self::AugmentedEqual, 3),
            (true, _, _) => (double, 2),
            (false, b'=', _) => (Self::AugmentedEqual, 2),
            _ => (plain, 1),
        };
        match bytes[0] {
            b'(' => (Self::LeftParen, 1),
            b')' => (Self::RightParen, 1),
            b'[' => (Self::LeftBracket, 1),
            b']' => (Self::RightBracket, 1),
            b'{' => (Self::LeftBrace, 1),
            b'}' => (Self::RightBrace, 1),
            b',' => (Self::Comma, 1),
            b':' if second == b'=' => (Self::Walrus, 2),
            b':' => (Self::Colon, 1),
            b';' => (Self::Semicolon, 1),
            b'.' if second == b'.' && third == b'.' => (Self::Ellipsis, 3),
            b'.' => (Self::Dot, 1),
            b'=' if second == b'=' => (Self::DoubleEqual, 2),
            b'=' => (Self::Equal, 1),
            b'-' if second == b'>' => (Self::Arrow, 2),
            b'-' => augmented(Self::Minus),
            b'+' => augmented(Self::Plus),
            b'@' => augmented(Self::At),
            b'%' => augmented(Self::Percent),
            b'|' => augmented(Self::Pipe),
            b'&' => augmented(Self::Ampersand),
            b'^' => augmented(Self::Caret),
            b'~' => (Self::Tilde, 1),
            b'*' => doubled(Self::Star, Self::DoubleStar),
            b'/' => doubled(Self::Slash, Self::DoubleSlash),
            b'<' if second == b'=' => (Self::LessEqual, 2),
            b'>' if second == b'=' => (Self::GreaterEqual, 2),
            b'<' => doubled(Self::Less, Self::LeftShift),
            b'>' => doubled(Self::Greater, Self::RightShift),
            b'!' if second == b'=' => (Self::NotEqual, 2),
            _ => (Self::Invalid, 1),
        }
    }

    /// Whether an operand may end with this symbol, so that a bracket behind it is a call or a subscript.
    pub fn ends_operand(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Number
                | Self::String
                | Self::Constant
                | Self::Ellipsis
                | Self::RightParen
                | Self::RightBracket
                | Self::RightBrace
        )
    }

    /// The bracket that closes this one.
    pub fn closing(self) -> Option<Self> {
        match self {
            Self::LeftParen => Some(Self::RightParen),
            Self::LeftBracket => Some(Self::RightBracket),
            Self::LeftBrace => Some(Self::RightBrace),
            _ => None,
        }
    }

    /// Whether this is a closing bracket.
    pub fn is_closing(self) -> bool {
        matches!(self, Self::RightParen | Self::RightBracket | Self::RightBrace)
    }

    /// Whether this keyword begins a statement or a clause and can stand within no brackets, so that it shows
    /// that a bracket before it was never closed.
    pub fn ends_brackets(self) -> bool {
        matches!(
            self,
            Self::Assert
                | Self::Break
                | Self::Class
                | Self::Continue
                | Self::Def
                | Self::Del
                | Self::Elif
                | Self::Except
                | Self::Finally
                | Self::Global
                | Self::Import
                | Self::Nonlocal
                | Self::Pass
                | Self::Raise
                | Self::Return
                | Self::Try
                | Self::While
                | Self::With
        )
    }
}
